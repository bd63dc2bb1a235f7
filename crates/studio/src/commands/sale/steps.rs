//! The transactions that make a sale, and what they cost.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use serde_json::{json, Value};

use super::create::Plan;
use crate::chain::bindings::Collection;
use crate::chain::bindings::Minter::{self, Payee, Terms};
use crate::chain::create::Way;
use crate::chain::send::Step;
use crate::commands::deploy::cache;
use crate::error::Result;
use crate::output::{ether, grouped, table};
use crate::sale::named::creation;
use crate::sale::Named;

/// Gives the Minter its role; `roles` are all that it shall have.
pub(super) fn role_step(collection: Address, minter: Address, roles: u8, name: String) -> Step {
    let call = Collection::setRolesCall { account: minter, roles };
    Step {
        name,
        purpose: "giving the Minter its role in the collection".into(),
        to: Some(collection),
        data: call.abi_encode().into(),
        value: U256::ZERO,
    }
}

/// Creates the sale.
pub(super) fn create_step(named: &Named, terms: Terms, payees: Vec<Payee>) -> Step {
    let call = Minter::createSaleCall { saleId: named.number(), terms, payees };
    Step {
        name: "create sale".into(),
        purpose: format!("creating the sale {}", named.called()),
        to: Some(named.minter()),
        data: call.abi_encode().into(),
        value: U256::ZERO,
    }
}

/// What a sale costs to make, in both forms.
pub(super) struct Costs {
    pub(super) text: String,
    pub(super) json: Value,
    /// In wei, as far as it is known.
    pub(super) total: U256,
}

impl Costs {
    /// Simulates what can be simulated before anything is there. What is `pending` from an earlier run may be in a block
    /// already, and then it cannot be done once more.
    ///
    /// # Errors
    /// What the chain would refuse; the node.
    pub(super) fn of(plan: &Plan<'_>, pending: bool) -> Result<Self> {
        let (node, from) = (&plan.session.node, plan.signer.address());
        let mut rows: Vec<(&str, Option<u64>, U256)> = Vec::new();
        if let Some((program, fee, way)) = &plan.missing {
            let gas = match way {
                Way::Deployer => creation(program, *fee).estimate(node, from, None),
                Way::OneByOne => None,
            };
            rows.push(("create the Minter", gas, *fee));
        }
        let refused = |step: &Step| {
            let purpose = step.purpose.clone();
            node.estimate(step.call(from), None).map_err(|error| error.while_doing(purpose))
        };
        let minter = plan.named.minter();
        if plan.roles.1 {
            let step = role_step(plan.collection, minter, plan.roles.0, String::new());
            rows.push(("give it the role", Some(refused(&step)?), U256::ZERO));
        }
        // Without a Minter nothing says what creating the sale takes.
        let (terms, payees, _) = plan.terms()?;
        let step = create_step(&plan.named, terms, payees);
        let gas = match plan.missing {
            Some(_) => None,
            None if pending => node.estimate(step.call(from), None).ok(),
            None => Some(refused(&step)?),
        };
        rows.push(("create the sale", gas, U256::ZERO));
        let mut costs = Self::sum(&rows, node.gas_price()?);
        if let Some((program, ..)) = &plan.missing {
            let (text, json) = cache::costs(node, &[program]);
            costs.text.push_str(&text);
            costs.json["cache"] = json;
        }
        Ok(costs)
    }

    fn sum(rows: &[(&str, Option<u64>, U256)], price: u128) -> Self {
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|(name, gas, fee)| {
                let gas = gas.map_or_else(|| "when it is there".into(), |gas| grouped(gas.into()));
                vec![(*name).to_owned(), gas, grouped(fee.saturating_to())]
            })
            .collect();
        let gas: u64 = rows.iter().filter_map(|row| row.1).sum();
        let fees: u128 = rows.iter().map(|row| row.2.saturating_to::<u128>()).sum();
        let total = u128::from(gas) * price + fees;
        let mut text = table(&["step", "gas", "data fee (wei)"], &cells, &[1, 2]);
        text.push_str(&format!(
            "  {} gas at {} wei and the data fees: {}\n",
            grouped(gas.into()),
            grouped(price),
            ether(total)
        ));
        let steps: Vec<Value> = rows
            .iter()
            .map(|(name, gas, fee)| json!({ "step": name, "gas": gas, "data_fee_wei": fee.to_string() }))
            .collect();
        let json = json!({
            "steps": steps,
            "gas_price_wei": price.to_string(),
            "total_wei": total.to_string(),
        });
        Self { text, json, total: U256::from(total) }
    }
}
