//! `colophon buy`: asks the Minter for the price and for what stands against it, approves tokens exactly, and buys.

use std::fmt::Write;

use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use colophon_project::amount;
use serde_json::json;

use crate::chain::bindings::{Erc20, Minter};
use crate::chain::reason::explain;
use crate::chain::send::{Spent, Step};
use crate::chain::Receipt;
use crate::cli;
use crate::commands::costs::{spent_json, spent_table};
use crate::commands::sale::act::{Act, Outcome};
use crate::commands::sale::change::Scene;
use crate::commands::sale::head;
use crate::commands::sale::show::{conditions, money};
use crate::error::{ChainError, Error, Result};
use crate::output::{Output, Report};
use crate::plan::address;
use crate::sale::pass::{self, pieces, Purchase};

/// Buys, or says what it would cost and what stands against it.
///
/// # Errors
/// Usage, input, key, network, chain.
pub fn run(global: &cli::Global, args: &cli::Buy, out: Output) -> Result<Report> {
    if args.quantity == 0 {
        return Err(Error::Usage("--quantity 0 buys nothing; give at least 1".into()));
    }
    let places = (&args.minter, &args.network);
    let scene = Scene::open(global, &args.sale, places, &args.signing, out)?;
    let payer = scene.signer.address();
    let recipient = match &args.recipient {
        Some(text) => address("--for", text)?,
        None => payer,
    };
    let (list, ticket) = (args.allowlist.as_deref(), args.voucher.as_deref());
    let data = pass::encoded(&pass::pass(&scene.named, recipient, list, ticket)?);
    let currency = scene.found.terms.currency;
    let coin = currency.is_zero();
    let most = args.max_price.as_deref().map(|text| amount::parse(text, coin)).transpose();
    let most = most.map_err(|why| Error::Usage(format!("--max-price {why}")))?;
    let buyer = Buyer { scene: &scene, args, recipient, data, out };
    let price = buyer.price(most.map(U256::from))?;
    let purchase = Purchase {
        sale: &scene.named,
        payer,
        recipient,
        quantity: args.quantity,
        most: most.map_or(price, U256::from),
        value: if coin { price } else { U256::ZERO },
        data: buyer.data.clone(),
    };
    let mut spent = Vec::new();
    if !coin {
        match buyer.approve(currency, price)? {
            Ok(done) => spent.extend(done),
            Err(report) => return Ok(report),
        }
    }
    match buyer.act("buy").run(&buyer.headline(price), &[purchase.step("buy".into())])? {
        Outcome::Shown(text, costs) => Ok(buyer.shown(text, costs, price, "buy")),
        Outcome::Sent(done, receipts) => {
            spent.extend(done);
            buyer.report(&receipts, &spent)
        }
    }
}

/// Who buys what.
struct Buyer<'a> {
    scene: &'a Scene<'a>,
    args: &'a cli::Buy,
    recipient: Address,
    data: Bytes,
    out: Output,
}

impl Buyer<'_> {
    /// Everything that makes two runs the same purchase, as far as one that is under way must be found again.
    fn act(&self, what: &str) -> Act<'_> {
        Act {
            session: &self.scene.session,
            signer: &self.scene.signer,
            signing: &self.args.signing,
            collection: Some(self.scene.named.collection()),
            scope: format!(
                "{what}/{}/{}/{}",
                self.scene.named.hex(),
                self.recipient,
                self.args.quantity
            ),
            out: self.out,
        }
    }

    /// The price of all pieces together.
    ///
    /// # Errors
    /// What the Minter would refuse, as a sentence; a price above `most`. A purchase that is under way is let through: it may
    /// be what stands against another.
    fn price(&self, most: Option<U256>) -> Result<U256> {
        let call = Minter::quoteCall {
            saleId: self.scene.named.number(),
            buyer: self.recipient,
            quantity: self.args.quantity,
            data: self.data.clone(),
        };
        let quote = self
            .scene
            .session
            .node
            .view(self.scene.named.minter(), &call)
            .map_err(|error| error.while_doing("asking for the price"))?;
        let doing =
            || format!("buying {} of {}", pieces(self.args.quantity), self.scene.named.called());
        let refused = |reason: String| ChainError::WouldRevert { doing: doing(), reason };
        if self.act("buy").pending()? {
            return Ok(quote.price);
        }
        if !quote.reason.is_empty() {
            return Err(refused(explain(&quote.reason, "")).into());
        }
        if let Some(most) = most.filter(|most| quote.price > *most) {
            let currency = self.scene.found.terms.currency;
            return Err(refused(format!(
                "the price is {}, and --max-price allows {}",
                money(quote.price.saturating_to(), currency),
                money(most.saturating_to(), currency)
            ))
            .into());
        }
        Ok(quote.price)
    }

    /// What is bought for how much, and what the sale asks for.
    fn headline(&self, price: U256) -> String {
        let found = &self.scene.found;
        let mut text = format!(
            "{} of {} for {}: {}\n",
            pieces(self.args.quantity),
            self.scene.named.called(),
            self.recipient,
            money(price.saturating_to(), found.terms.currency)
        );
        for condition in conditions(found) {
            let _ = writeln!(text, "  {condition}");
        }
        text
    }

    /// Lets the Minter take exactly the price, if it may not take as much yet; the report when that was only shown.
    fn approve(&self, token: Address, price: U256) -> Result<Result<Vec<Spent>, Report>> {
        let (node, owner) = (&self.scene.session.node, self.scene.signer.address());
        let spender = self.scene.named.minter();
        let asking = "asking the token for balance and allowance";
        let balance = node
            .view(token, &Erc20::balanceOfCall { account: owner })
            .map_err(|error| error.while_doing(asking))?;
        let act = self.act("approve");
        if balance < price && !self.act("buy").pending()? {
            return Err(ChainError::WouldRevert {
                doing: format!(
                    "buying {} of {}",
                    pieces(self.args.quantity),
                    self.scene.named.called()
                ),
                reason: format!(
                    "{owner} has {balance} of the token {token}, and the price is {price}"
                ),
            }
            .into());
        }
        let allowed = node
            .view(token, &Erc20::allowanceCall { owner, spender })
            .map_err(|error| error.while_doing(asking))?;
        if allowed >= price && !act.pending()? {
            return Ok(Ok(Vec::new()));
        }
        let step = |amount: U256| Step {
            name: format!("approve {amount}"),
            purpose: format!("approving {amount} of the token {token} for the Minter"),
            to: Some(token),
            data: Erc20::approveCall { spender, amount }.abi_encode().into(),
            value: U256::ZERO,
        };
        let mut steps = vec![step(price)];
        // Some tokens change an allowance only by way of zero.
        if !allowed.is_zero() && node.estimate(step(price).call(owner), None).is_err() {
            steps.insert(0, step(U256::ZERO));
        }
        let headline = format!(
            "{}first the Minter {spender} is allowed to take {}\n",
            self.headline(price),
            money(price.saturating_to(), token)
        );
        // Only the first of two can be simulated before it is sent.
        for one in &steps {
            match act.run(&headline, std::slice::from_ref(one))? {
                Outcome::Shown(text, costs) => {
                    return Ok(Err(self.shown(text, costs, price, "approve")));
                }
                Outcome::Sent(spent, _) if *one == steps[steps.len() - 1] => return Ok(Ok(spent)),
                Outcome::Sent(..) => {}
            }
        }
        Ok(Ok(Vec::new()))
    }

    fn shown(&self, text: String, costs: serde_json::Value, price: U256, next: &str) -> Report {
        let mut json = head(&self.scene.named, "buy");
        json["sent"] = json!(false);
        json["recipient"] = json!(self.recipient.to_string());
        json["quantity"] = json!(self.args.quantity);
        json["price"] = json!(price.to_string());
        json["currency"] = json!(self.scene.found.terms.currency.to_string());
        json["conditions"] = json!(conditions(&self.scene.found));
        json["next"] = json!(next);
        json["costs"] = costs;
        Report::new(text, json)
    }

    fn report(&self, receipts: &[Receipt], spent: &[Spent]) -> Result<Report> {
        let minter = self.scene.named.minter();
        let sold = receipts
            .iter()
            .flat_map(|receipt| &receipt.logs)
            .filter(|log| log.address == minter)
            .find_map(|log| log.decode::<Minter::Sold>())
            .ok_or_else(|| {
                Error::Other("the transaction succeeded, and the Minter reports no sale".into())
            })?;
        let first: u64 = sold.firstTokenId.saturating_to();
        let tokens: Vec<u64> = (first..first + u64::from(sold.quantity)).collect();
        let names: Vec<String> = tokens.iter().map(u64::to_string).collect();
        let currency = self.scene.found.terms.currency;
        let mut text = format!(
            "bought {} of {} for {}: token {}\n",
            pieces(sold.quantity),
            self.scene.named.called(),
            money(sold.paid, currency),
            names.join(", ")
        );
        let _ = writeln!(text, "  recipient   {}", sold.recipient);
        text.push_str(&spent_table(spent));
        let mut json = head(&self.scene.named, "buy");
        json["sent"] = json!(true);
        json["recipient"] = json!(sold.recipient.to_string());
        json["quantity"] = json!(sold.quantity);
        json["price"] = json!(sold.paid.to_string());
        json["currency"] = json!(currency.to_string());
        json["tokens"] = json!(tokens);
        json["transactions"] = spent_json(spent);
        Ok(Report::new(text, json))
    }
}
