//! Transactions of a sale: simulated, priced, asked for, written into the journal, sent; found again after a kill.

use alloy_primitives::Address;
use alloy_signer_local::PrivateKeySigner;
use serde_json::{json, Value};

use crate::chain::send::{confirm, Limits, Sender, Spent, Step};
use crate::chain::Receipt;
use crate::cli;
use crate::commands::session::Session;
use crate::error::Result;
use crate::output::{ether, grouped, Output};
use crate::store::journal::{Journal, State};
use crate::store::Project;

/// Who does what, where.
pub(crate) struct Act<'a> {
    pub(crate) session: &'a Session,
    pub(crate) signer: &'a PrivateKeySigner,
    pub(crate) signing: &'a cli::Signing,
    /// Whose journal; none for what belongs to no collection.
    pub(crate) collection: Option<Address>,
    /// The undertaking's name in the journal.
    pub(crate) scope: String,
    pub(crate) out: Output,
}

/// What came of it.
pub(crate) enum Outcome {
    /// Nothing was sent: the costs.
    Shown(String, Value),
    /// Everything is in blocks.
    Sent(Vec<Spent>, Vec<Receipt>),
}

impl Act<'_> {
    /// Whether an earlier run has sent something of this undertaking whose end is not known.
    ///
    /// # Errors
    /// A damaged journal.
    pub(crate) fn pending(&self) -> Result<bool> {
        self.under_way("")
    }

    /// Whether an earlier run has sent a step whose name begins with `name`, and its end is not known.
    ///
    /// # Errors
    /// A damaged journal.
    pub(crate) fn under_way(&self, name: &str) -> Result<bool> {
        let view = Project::view(&self.session.folder);
        let journal = Journal::peek(&view, self.session.node.chain_id, self.collection)?;
        Ok(journal.is_some_and(|journal| open(&journal, &self.scope, name)))
    }

    /// Shows what `steps` cost under the sentence `what`, asks, and sends them one after the other. Each may be done again
    /// later: a step that an earlier run has under way is finished, and one that is done is done anew.
    ///
    /// # Errors
    /// A refusal in the simulation; those of sending.
    pub(crate) fn run(&self, what: &str, steps: &[Step]) -> Result<Outcome> {
        let costs = self.costs(what, steps)?;
        let node = &self.session.node;
        let question = format!("Send from {} on chain {}?", self.signer.address(), node.chain_id);
        if !confirm(self.signing.broadcast, self.out, &costs.0, &question)? {
            let text = format!("{}\nnothing was sent: add --broadcast to send\n", costs.0);
            return Ok(Outcome::Shown(text, costs.1));
        }
        let (spent, receipts) = self.send(steps)?;
        Ok(Outcome::Sent(spent, receipts))
    }

    /// What the steps cost.
    fn costs(&self, what: &str, steps: &[Step]) -> Result<(String, Value)> {
        let node = &self.session.node;
        let pending = self.pending()?;
        let calls = steps.iter().map(|step| step.call(self.signer.address())).collect();
        let (mut gas, mut value) = (0, 0u128);
        for (step, answer) in steps.iter().zip(node.estimates(calls)) {
            value = value.saturating_add(step.value.saturating_to());
            match answer {
                Ok(found) => gas += found,
                // It may be in a block already, and then it cannot be done once more.
                Err(_) if pending => {}
                Err(error) => return Err(error.while_doing(step.purpose.clone())),
            }
        }
        let price = node.gas_price()?;
        let fee = u128::from(gas) * price;
        let text = format!(
            "{what}  {} gas at {} wei: {}\n",
            grouped(gas.into()),
            grouped(price),
            ether(fee)
        );
        let json = json!({
            "gas": gas,
            "gas_price_wei": price.to_string(),
            "value_wei": value.to_string(),
            "total_wei": fee.saturating_add(value).to_string(),
        });
        Ok((text, json))
    }

    /// Sends without asking.
    ///
    /// # Errors
    /// Those of sending.
    pub(crate) fn send(&self, steps: &[Step]) -> Result<(Vec<Spent>, Vec<Receipt>)> {
        let limits = Limits::resolve(self.signing)?;
        let project = Project::open(&self.session.folder)?;
        let chain = self.session.node.chain_id;
        let mut journal = Journal::open(&project, chain, self.collection, self.out)?;
        let steps: Vec<Step> = steps
            .iter()
            .map(|step| Step { name: turn(&journal, &self.scope, &step.name), ..step.clone() })
            .collect();
        let mut sender = Sender {
            node: &self.session.node,
            signer: self.signer,
            journal: &mut journal,
            scope: self.scope.clone(),
            out: self.out,
            limits,
            spent: Vec::new(),
        };
        let mut receipts = Vec::with_capacity(steps.len());
        for step in &steps {
            receipts.push(sender.send(step)?);
        }
        Ok((sender.spent, receipts))
    }
}

/// Whether a step whose name begins with `name` is under way.
pub(crate) fn open(journal: &Journal, scope: &str, name: &str) -> bool {
    journal
        .of(scope)
        .any(|known| known.entry.state == State::Intent && known.entry.step.starts_with(name))
}

/// The name of a step that may be done many times: the first number that is not done.
pub(crate) fn turn(journal: &Journal, scope: &str, name: &str) -> String {
    let done = |name: &String| {
        journal.find(scope, name).is_some_and(|known| known.entry.state == State::Done)
    };
    let mut names = (1u64..).map(|number| format!("{name} {number}"));
    names.find(|name| !done(name)).unwrap_or_else(|| name.to_owned())
}
