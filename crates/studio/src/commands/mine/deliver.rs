//! Minting with a solution: asked for, simulated, written into the journal, sent; and what a killed run left under way.

use alloy_consensus::{Transaction, TxEnvelope};
use alloy_eips::eip2718::Decodable2718;
use alloy_primitives::{B256, U256};
use alloy_sol_types::SolError;
use colophon_miner::Best;
use serde_json::{json, Value};

use super::{Digger, Mined};
use crate::chain::bindings::{Erc20, Minter};
use crate::chain::node::Receipt;
use crate::chain::reason::explain;
use crate::chain::send::{confirm, Sender, Step};
use crate::error::{ChainError, Error, Result};
use crate::output::{ether, grouped, short};
use crate::sale::pass::{encoded, Purchase};
use crate::store::journal::{Journal, State};
use crate::store::Project;

/// What became of a solution.
pub(super) enum Answer {
    /// The piece is minted.
    Minted,
    /// The challenge is another one now.
    Late,
    /// Nothing was sent: the costs.
    Shown(String, Value),
}

impl Digger<'_> {
    /// Mints with the nonce that was found.
    ///
    /// # Errors
    /// The sale refuses for another reason than the work; those of sending.
    pub(super) fn deliver(
        &mut self,
        challenge: B256,
        best: Best,
        difficulty: u64,
    ) -> Result<Answer> {
        self.pass.workNonce = U256::from(best.nonce);
        let Some(price) = self.quote()? else {
            return self.again(challenge, "the Minter does not take the solution");
        };
        let most = *self.most.get_or_insert(price);
        if price > most {
            return Err(
                self.refused(format!("a piece costs {price} now, above --max-price {most}"))
            );
        }
        let step = self.step(challenge, price)?;
        if let Some(shown) = self.ask(&step, difficulty)? {
            return Ok(shown);
        }
        match self.send(&step) {
            Ok(receipt) => self.minted(&receipt).map(|()| Answer::Minted),
            Err(
                error @ Error::Chain(ChainError::WouldRevert { .. } | ChainError::Reverted { .. }),
            ) => match self.target() {
                Ok(target) if target.challenge != challenge => Ok(Answer::Late),
                _ => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// A solution that is refused is late when the challenge has moved; otherwise something is wrong.
    fn again(&mut self, challenge: B256, why: &str) -> Result<Answer> {
        if self.target()?.challenge == challenge {
            return Err(self.refused(why.to_owned()));
        }
        Ok(Answer::Late)
    }

    /// The price of a piece; nothing when the work is not what the sale wants now.
    fn quote(&self) -> Result<Option<U256>> {
        let node = &self.session.node;
        node.as_of(Some(self.clock.now()));
        let call = Minter::quoteCall {
            saleId: self.sale.number(),
            buyer: self.recipient,
            quantity: 1,
            data: encoded(&self.pass),
        };
        let found = node
            .view(self.sale.minter(), &call)
            .map_err(|error| error.while_doing("asking for the price"))?;
        if found.reason.is_empty() {
            return Ok(Some(found.price));
        }
        if found.reason.starts_with(&Minter::InsufficientWork::SELECTOR) {
            return Ok(None);
        }
        Err(self.refused(explain(&found.reason, "")))
    }

    /// The transaction. Its name is that of the challenge: for each there is one solution at most.
    fn step(&self, challenge: B256, price: U256) -> Result<Step> {
        let token = self.terms.currency;
        let payer = self.signer.address();
        if !token.is_zero() && !price.is_zero() {
            let call = Erc20::allowanceCall { owner: payer, spender: self.sale.minter() };
            let allowed = self
                .session
                .node
                .view(token, &call)
                .map_err(|error| error.while_doing("asking the token for its allowance"))?;
            if allowed < price {
                return Err(self.refused(format!(
                    "the Minter {} may take {allowed} of your token {token}, and a piece costs {price}: approve what all pieces cost first",
                    self.sale.minter()
                )));
            }
        }
        let purchase = Purchase {
            sale: &self.sale,
            payer,
            recipient: self.recipient,
            quantity: 1,
            most: price,
            value: if token.is_zero() { price } else { U256::ZERO },
            data: encoded(&self.pass),
        };
        Ok(purchase.step(format!("mine {}", short(&challenge.to_string()))))
    }

    /// Shows the costs before the first piece, and asks; an answer when nothing is to be sent.
    fn ask(&mut self, step: &Step, difficulty: u64) -> Result<Option<Answer>> {
        if !self.tally.pieces.is_empty() {
            return Ok(None);
        }
        let node = &self.session.node;
        let gas = node
            .estimate(step.call(self.signer.address()), None)
            .map_err(|error| error.while_doing(step.purpose.clone()))?;
        let (price, value) = (node.gas_price()?, step.value.saturating_to::<u128>());
        let fee = u128::from(gas) * price;
        let costs = format!(
            "  a piece for {}, mined at a difficulty of {}\n  {} gas at {} wei: {}\n",
            self.price(value),
            grouped(difficulty.into()),
            grouped(gas.into()),
            grouped(price),
            ether(fee)
        );
        let question = format!("Send from {} on chain {}?", self.signer.address(), node.chain_id);
        if confirm(self.signing.broadcast, self.out, &costs, &question)? {
            return Ok(None);
        }
        let text =
            format!("{costs}\nnothing was sent: add --broadcast to send; the solution is kept\n");
        let json = json!({
            "gas": gas,
            "gas_price_wei": price.to_string(),
            "value_wei": value.to_string(),
            "total_wei": fee.saturating_add(value).to_string(),
        });
        Ok(Some(Answer::Shown(text, json)))
    }

    fn scope(&self) -> String {
        format!("mine/{}/{}", self.sale.minter(), self.sale.hex())
    }

    fn send(&mut self, step: &Step) -> Result<Receipt> {
        let node = &self.session.node;
        let project = Project::open(&self.session.folder)?;
        let collection = Some(self.sale.collection());
        let mut journal = Journal::open(&project, node.chain_id, collection, self.out)?;
        let mut sender = Sender {
            node,
            signer: self.signer,
            journal: &mut journal,
            scope: self.scope(),
            out: self.out,
            limits: self.limits,
            spent: Vec::new(),
        };
        let receipt = sender.send(step)?;
        self.tally.spent.append(&mut sender.spent);
        Ok(receipt)
    }

    /// Takes the piece from the receipt.
    fn minted(&mut self, receipt: &Receipt) -> Result<()> {
        let minter = self.sale.minter();
        let logs = || receipt.logs.iter().filter(|log| log.address == minter);
        let sold = logs().find_map(crate::chain::node::Log::decode::<Minter::Sold>);
        let solved = logs().find_map(crate::chain::node::Log::decode::<Minter::Solved>);
        let (Some(sold), Some(solved)) = (sold, solved) else {
            let hash = receipt.transaction_hash;
            return Err(Error::Other(format!("transaction {hash} says nothing of a mined piece")));
        };
        let nonce = self.pass.workNonce.saturating_to();
        self.out.log(format!(
            "token {} is mined, at a difficulty of {}",
            sold.firstTokenId,
            grouped(solved.difficulty.into())
        ));
        self.tally.pieces.push(Mined {
            token: sold.firstTokenId,
            nonce,
            solution: solved.solution,
            difficulty: solved.difficulty,
            paid: sold.paid,
            transaction: receipt.transaction_hash,
        });
        Ok(())
    }

    /// Ends what a killed run has under way: those pieces count.
    ///
    /// # Errors
    /// Those of sending, but for a refusal: then somebody else was faster.
    pub(super) fn finish(&mut self) -> Result<()> {
        let view = Project::view(&self.session.folder);
        let chain = self.session.node.chain_id;
        let Some(journal) = Journal::peek(&view, chain, self.sale.collection())? else {
            return Ok(());
        };
        let open: Vec<Step> = journal
            .of(&self.scope())
            .filter(|known| known.entry.state == State::Intent)
            .filter_map(|known| {
                let raw = known.entry.raw.clone()?;
                let signed = TxEnvelope::decode_2718(&mut raw.as_ref()).ok()?;
                Some(Step {
                    name: known.entry.step.clone(),
                    purpose: known.entry.purpose.clone()?,
                    to: signed.to(),
                    data: signed.input().clone(),
                    value: signed.value(),
                })
            })
            .collect();
        for step in open {
            match self.send(&step) {
                Ok(receipt) => self.minted(&receipt)?,
                Err(Error::Chain(ChainError::WouldRevert { .. } | ChainError::Reverted { .. })) => {
                    self.late();
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
