//! Data sets: whether a file, with its licence and its author's consent, is under the root that an entry names.

use alloc::vec::Vec;

use alloy_primitives::U256;
use colophon_provenance::{
    dataset::{leaf, Consent},
    tree,
};
use colophon_wire::Reader;

use crate::{
    contract::Registry,
    errors::{refuse, InvalidConsent},
};

impl Registry {
    /// `verifyDatasetFile`. An entry without a data set has no file.
    pub(crate) fn verify_file(&self, arguments: &mut Reader<'_>) -> Result<bool, Vec<u8>> {
        let (id, file, licence) = (arguments.hash()?, arguments.hash()?, arguments.hash()?);
        let bits: u16 = arguments.number(16)?.to();
        let (count, mut elements) = arguments.array()?;
        let mut proof = Vec::new();
        for _ in 0..count {
            proof.push(elements.hash()?.0);
        }
        let Some(consent) = Consent::from_bits(bits) else {
            let max = U256::from(Consent::MAX);
            return Err(refuse::<InvalidConsent>(&[U256::from(bits), max]));
        };
        let root = self.entry(self.known(id)?).dataset_root.get();
        let leaf = leaf(self, &file.0, &licence.0, consent);
        Ok(!root.is_zero() && tree::verify(self, &root.0, leaf, proof))
    }
}
