//! What earlier runs have sent: looked up by hash, sent again as the very same bytes, signed anew only with the same
//! nonce or when the chain proves that the old bytes can never be in a block.

use std::collections::HashMap;

use alloy_primitives::{B256, U256};

use super::flight::Flight;
use super::sign::Sent;
use super::{Each, Sender, Step};
use crate::chain::node::Receipt;
use crate::error::{ChainError, NetworkError, ProjectError, Result, SendError};
use crate::store::journal::{Known, State};

/// What the node says to bytes that were sent before.
enum Answer {
    /// It has them, or has taken them now.
    Known,
    /// Their nonce is used.
    NonceUsed,
    /// Earlier nonces are missing.
    NonceAhead,
    /// Gas is dearer than they allow.
    TooCheap,
    /// It has something better with the same nonce.
    Outbid,
}

impl Sender<'_> {
    /// Sorts out what the journal knows of `steps`: finished ones are handed to `each`, those under way go into
    /// `flight`. Returns which are to be sent for the first time, in order.
    ///
    /// # Errors
    /// [`SendError`]; the node.
    pub(super) fn resume(
        &mut self,
        steps: &[Step],
        flight: &mut Flight,
        each: Each<'_>,
    ) -> Result<Vec<usize>> {
        let (mut fresh, mut known) = (Vec::new(), Vec::new());
        for (at, step) in steps.iter().enumerate() {
            match self.journal.find(&self.scope, &step.name) {
                Some(found) if matches!(found.entry.state, State::Done | State::Intent) => {
                    known.push((at, found.clone()));
                }
                _ => fresh.push(at),
            }
        }
        let receipts = self.receipts_of(&known)?;
        let mut open = Vec::new();
        for (at, found) in known {
            let hashes = std::iter::once(found.entry.hash).chain(found.also.iter().copied());
            let receipt = hashes.into_iter().find_map(|hash| receipts.get(&hash));
            match receipt {
                Some(receipt) if found.entry.state == State::Done => {
                    self.account(&steps[at], receipt, each)?;
                }
                Some(receipt) => {
                    self.out.log(format!(
                        "{} was sent by an earlier run and is in a block",
                        steps[at].purpose
                    ));
                    self.settle(&steps[at], receipt, each)?;
                }
                None => open.push((at, found)),
            }
        }
        fresh.extend(self.again(steps, open, flight)?);
        fresh.sort_unstable();
        Ok(fresh)
    }

    fn receipts_of(&self, known: &[(usize, Known)]) -> Result<HashMap<B256, Receipt>> {
        let hashes: Vec<B256> = known
            .iter()
            .flat_map(|(_, found)| {
                std::iter::once(found.entry.hash).chain(found.also.iter().copied())
            })
            .collect();
        let receipts = self.node.receipts(&hashes)?;
        Ok(receipts.into_iter().flatten().map(|found| (found.transaction_hash, found)).collect())
    }

    /// Sends what is in no block once more, in the order of the nonces. Returns the steps whose transaction can never be
    /// in a block.
    fn again(
        &mut self,
        steps: &[Step],
        open: Vec<(usize, Known)>,
        flight: &mut Flight,
    ) -> Result<Vec<usize>> {
        let mut sent = Vec::new();
        for (at, found) in open {
            self.say(&steps[at], &found)?;
            if let Some(from) = found.entry.from.filter(|from| *from != self.signer.address()) {
                return Err(ProjectError::Conflict(format!(
                    "{} is under way, signed by {from}, and the key is that of {}; use the same key to finish it",
                    steps[at].purpose,
                    self.signer.address()
                ))
                .into());
            }
            let raw = found.entry.raw.clone().unwrap_or_default();
            match Sent::decode(at, &raw, found.also.clone()) {
                Some(mut decoded) => {
                    if decoded.hash != found.entry.hash {
                        decoded.also.push(found.entry.hash);
                    }
                    sent.push(decoded);
                }
                None => return Err(lost(&found).into()),
            }
        }
        sent.sort_unstable_by_key(|sent| sent.nonce);
        let mut fresh = Vec::new();
        for sent in sent {
            match self.offer(&steps[sent.at], sent, flight)? {
                Some(sent) => flight.push(sent),
                None => fresh.extend(flight.last_void()),
            }
        }
        Ok(fresh)
    }

    fn say(&self, step: &Step, found: &Known) -> Result<()> {
        if found.entry.state == State::Intent {
            self.out.log(format!("finishing {}, begun by an earlier run", step.purpose));
            return Ok(());
        }
        let head = self.node.block_number()?;
        let why = match found.entry.block {
            Some(block) if block > head => {
                format!(
                    "the chain ends at block {head}, it was set back or the node lost its state"
                )
            }
            _ => "the chain was reorganised".to_owned(),
        };
        self.out.warn(format!(
            "{} was in block {}, and is in none now: {why}; the same transaction is sent again",
            step.purpose,
            found.entry.block.map_or_else(|| "?".into(), |block| block.to_string())
        ));
        Ok(())
    }

    /// Gives the node bytes that it may have. `None` when no block can ever hold them; the journal says so then.
    fn offer(&mut self, step: &Step, sent: Sent, flight: &mut Flight) -> Result<Option<Sent>> {
        match self.hand_over(step, &sent)? {
            Answer::Known | Answer::Outbid => {
                let purse = self.purse(flight.reserved())?;
                if sent.cap >= purse.price {
                    return Ok(Some(sent));
                }
                self.dearer(step, &sent, flight).map(Some)
            }
            Answer::TooCheap => self.dearer(step, &sent, flight).map(Some),
            Answer::NonceUsed => {
                if self.find(&sent)?.is_some() {
                    return Ok(Some(sent));
                }
                self.out.warn(format!(
                    "transaction {} ({}) can never be in a block, because another one took its nonce {}: it is sent anew",
                    sent.hash, step.purpose, sent.nonce
                ));
                self.note(step, sent.hash, State::Void, None)?;
                flight.void(sent.at);
                Ok(None)
            }
            Answer::NonceAhead => Err(self.gap(step, &sent)?.into()),
        }
    }

    fn dearer(&mut self, step: &Step, sent: &Sent, flight: &Flight) -> Result<Sent> {
        let purse = self.purse(flight.reserved() + sent.reserved)?;
        let new = self.reprice(step, sent, &purse)?;
        match self.hand_over(step, &new)? {
            Answer::NonceAhead => Err(self.gap(step, &new)?.into()),
            Answer::TooCheap => {
                Err(SendError::dear(purse.price, new.cap, "the signed transaction allows").into())
            }
            Answer::Known | Answer::Outbid | Answer::NonceUsed => Ok(new),
        }
    }

    /// The receipt of a transaction under any of its hashes.
    pub(super) fn find(&self, sent: &Sent) -> Result<Option<Receipt>> {
        let hashes: Vec<B256> = sent.hashes().collect();
        Ok(self.node.receipts(&hashes)?.into_iter().flatten().next())
    }

    pub(super) fn gap(&self, step: &Step, sent: &Sent) -> Result<SendError> {
        let from = self.signer.address();
        Ok(SendError::Gap {
            hash: sent.hash.to_string(),
            doing: step.purpose.clone(),
            from: from.to_string(),
            nonce: sent.nonce,
            next: self.node.nonce(from)?.min(sent.nonce),
        })
    }

    /// Sends signed bytes and reads the answer. Only answers about nonce and price say something about the transaction:
    /// any other refusal may come from between (a proxy, say), and the intent stays as it is.
    fn hand_over(&self, step: &Step, sent: &Sent) -> Result<Answer> {
        let message = match self.node.send(&sent.raw) {
            Ok(_) => return Ok(Answer::Known),
            Err(NetworkError::Refused { message, .. }) => message.to_ascii_lowercase(),
            Err(error) => return Err(error.into()),
        };
        let says = |words: &str| message.contains(words);
        if says("known") && !says("unknown") {
            Ok(Answer::Known)
        } else if says("nonce too low") {
            Ok(Answer::NonceUsed)
        } else if says("nonce too high") || says("nonce gap") {
            Ok(Answer::NonceAhead)
        } else if says("less than block base fee") || says("fee cap less than") {
            Ok(Answer::TooCheap)
        } else if says("underpriced") {
            Ok(Answer::Outbid)
        } else if says("insufficient funds") {
            let from = self.signer.address();
            Err(ChainError::Funds {
                address: from.to_string(),
                have: self.node.balance(from)?.to_string(),
                need: sent.reserved.max(U256::from(1)).to_string(),
            }
            .into())
        } else {
            Err(NetworkError::Refused {
                url: self.node.url.clone(),
                doing: step.purpose.clone(),
                message,
            }
            .into())
        }
    }

    /// Sends freshly signed bytes for the first time, or bytes that the node has dropped.
    ///
    /// # Errors
    /// [`SendError`]; the node. The intent stays in the journal.
    pub(super) fn launch(&self, step: &Step, sent: &Sent) -> Result<()> {
        match self.hand_over(step, sent)? {
            Answer::Known | Answer::Outbid => Ok(()),
            Answer::NonceUsed if self.find(sent)?.is_some() => Ok(()),
            Answer::NonceUsed => Err(self.replaced(step, sent).into()),
            Answer::NonceAhead => Err(self.gap(step, sent)?.into()),
            Answer::TooCheap => {
                let price = self.node.gas_price()?;
                Err(SendError::dear(price, sent.cap, "the signed transaction allows").into())
            }
        }
    }

    pub(super) fn replaced(&self, step: &Step, sent: &Sent) -> SendError {
        SendError::Replaced {
            hash: sent.hash.to_string(),
            doing: step.purpose.clone(),
            from: self.signer.address().to_string(),
            nonce: sent.nonce,
        }
    }
}

/// The node knows nothing of a transaction whose bytes are not in the journal.
fn lost(found: &Known) -> ProjectError {
    ProjectError::Conflict(format!(
        "the journal says that {} went out in transaction {}, the node does not know it, and its bytes are not in the \
         journal; if the chain was reset, run `colophon deploy` again",
        found.entry.step, found.entry.hash
    ))
}
