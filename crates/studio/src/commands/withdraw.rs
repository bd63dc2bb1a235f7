//! `colophon withdraw`: releases what sales have earned, then pays out what is owed to an account.

use std::fmt::Write;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError};
use serde_json::json;

use crate::chain::bindings::Minter;
use crate::chain::send::{Spent, Step};
use crate::chain::{CallError, Receipt};
use crate::cli;
use crate::commands::costs::{spent_json, spent_table};
use crate::commands::sale::act::{Act, Outcome};
use crate::commands::sale::show::money;
use crate::commands::session::Session;
use crate::error::{ChainError, Result};
use crate::output::{Output, Report};
use crate::plan::address;
use crate::sale::{Ground, Named};

/// Withdraws, or says what would be withdrawn.
///
/// # Errors
/// Usage, key, network, chain.
pub fn run(global: &cli::Global, args: &cli::Withdraw, out: Output) -> Result<Report> {
    let session = Session::open(global, &args.network)?;
    let signer = session.signer(&args.signing, out)?;
    let account = match &args.account {
        Some(text) => address("--account", text)?,
        None => signer.address(),
    };
    let till = Till::make(&session, args, account)?;
    let act = Act {
        session: &session,
        signer: &signer,
        signing: &args.signing,
        collection: till.sales.first().map(Named::collection),
        scope: format!("withdraw/{account}"),
        out,
    };
    let releases = till.releases()?;
    let pending = act.pending()?;
    let before = till.withdrawals(&act)?;
    let first = if releases.is_empty() { &before } else { &releases };
    if first.is_empty() {
        let text = format!("nothing is owed to {account}, and the sales have nothing to release\n");
        let mut json = till.json();
        json["sent"] = json!(false);
        return Ok(Report::new(text, json));
    }
    let (mut spent, mut receipts) =
        match act.run(&till.headline(releases.len(), pending)?, first)? {
            Outcome::Shown(text, costs) => {
                let mut json = till.json();
                json["sent"] = json!(false);
                json["releases"] = json!(releases.len());
                json["owed"] = json!(till.owed_list()?);
                json["costs"] = costs;
                return Ok(Report::new(text, json));
            }
            Outcome::Sent(spent, receipts) => (spent, receipts),
        };
    if !releases.is_empty() {
        let (more, others) = act.send(&till.withdrawals(&act)?)?;
        spent.extend(more);
        receipts.extend(others);
    }
    Ok(till.report(&spent, &receipts))
}

/// Whose money, in which currencies, from which sales.
struct Till<'a> {
    session: &'a Session,
    minter: Address,
    account: Address,
    sales: Vec<Named>,
    currencies: Vec<Address>,
}

impl<'a> Till<'a> {
    fn make(session: &'a Session, args: &cli::Withdraw, account: Address) -> Result<Self> {
        let ground = Ground::of(session, &args.network, &args.minter);
        let sales: Result<Vec<Named>> = args.sales.iter().map(|text| ground.sale(text)).collect();
        let sales = sales?;
        let minter = ground.minter()?;
        if session.node.code(minter)?.is_empty() {
            return Err(ChainError::NoCode {
                address: minter.to_string(),
                chain: session.node.chain_id,
                advice: "that is where the Minter would be; --minter names another".into(),
            }
            .into());
        }
        let mut currencies = Vec::new();
        for sale in &sales {
            currencies.push(sale.read(&session.node)?.terms.currency);
        }
        if let Some(text) = &args.currency {
            currencies = vec![address("--currency", text)?];
        } else if currencies.is_empty() {
            currencies.push(Address::ZERO);
        }
        currencies.sort_unstable();
        currencies.dedup();
        Ok(Self { session, minter, account, sales, currencies })
    }

    /// The sales that have something to release.
    fn releases(&self) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        for sale in &self.sales {
            let call = Minter::releaseCall { saleId: sale.number() };
            let nothing = Minter::NothingToRelease::SELECTOR;
            match self.session.node.view(self.minter, &call) {
                Ok(_) => steps.push(Step {
                    name: format!("release {}", sale.hex()),
                    purpose: format!("releasing the earnings of the sale {}", sale.called()),
                    to: Some(self.minter),
                    data: call.abi_encode().into(),
                    value: U256::ZERO,
                }),
                Err(CallError::Revert { data, .. }) if data.starts_with(&nothing) => {}
                Err(error) => {
                    return Err(error.while_doing(format!("releasing the sale {}", sale.called())))
                }
            }
        }
        Ok(steps)
    }

    fn owed(&self, currency: Address) -> Result<U256> {
        self.session
            .node
            .view(self.minter, &Minter::owedCall { account: self.account, currency })
            .map_err(|error| error.while_doing("asking what is owed"))
    }

    fn owed_list(&self) -> Result<Vec<serde_json::Value>> {
        let one = |currency: &Address| {
            let amount = self.owed(*currency)?;
            Ok(json!({ "currency": currency.to_string(), "amount": amount.to_string() }))
        };
        self.currencies.iter().map(one).collect()
    }

    /// What is owed now, and what an earlier run has under way.
    fn withdrawals(&self, act: &Act<'_>) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        for currency in &self.currencies {
            let name = format!("withdraw {currency}");
            if self.owed(*currency)?.is_zero() && !act.under_way(&name)? {
                continue;
            }
            let call = Minter::withdrawCall { account: self.account, currency: *currency };
            steps.push(Step {
                name,
                purpose: format!("withdrawing what is owed to {}", self.account),
                to: Some(self.minter),
                data: call.abi_encode().into(),
                value: U256::ZERO,
            });
        }
        Ok(steps)
    }

    fn headline(&self, releases: usize, pending: bool) -> Result<String> {
        let mut text = String::new();
        for currency in &self.currencies {
            let owed = money(self.owed(*currency)?.saturating_to(), *currency);
            let _ = writeln!(text, "{owed} is owed to {}", self.account);
        }
        if releases > 0 {
            let _ = writeln!(text, "  {releases} of the sales release their earnings first, then what is owed by then is paid");
        }
        if pending {
            let _ = writeln!(text, "  an earlier run is finished");
        }
        Ok(text)
    }

    fn json(&self) -> serde_json::Value {
        let sales: Vec<String> = self.sales.iter().map(Named::hex).collect();
        json!({
            "chain_id": self.session.node.chain_id,
            "minter": self.minter.to_string(),
            "account": self.account.to_string(),
            "sales": sales,
        })
    }

    fn report(&self, spent: &[Spent], receipts: &[Receipt]) -> Report {
        let mut text = String::new();
        let mut paid = Vec::new();
        let logs = receipts.iter().flat_map(|receipt| &receipt.logs);
        for log in logs.filter(|log| log.address == self.minter) {
            if let Some(event) = log.decode::<Minter::Withdrawn>() {
                let amount = money(event.amount.saturating_to(), event.currency);
                let _ = writeln!(text, "{amount} was paid to {}", event.account);
                paid.push(json!({
                    "currency": event.currency.to_string(),
                    "amount": event.amount.to_string(),
                }));
            }
        }
        if paid.is_empty() {
            let _ = writeln!(
                text,
                "the sales were released, and nothing of it is owed to {}",
                self.account
            );
        }
        text.push_str(&spent_table(spent));
        let mut json = self.json();
        json["sent"] = json!(true);
        json["paid"] = json!(paid);
        json["transactions"] = spent_json(spent);
        Report::new(text, json)
    }
}
