//! The composition root: what the Collection stores, and every public function that is not ERC-721's or ERC-165's.
//! Each one checks who may, and delegates.

use alloc::{vec, vec::Vec};
use alloy_primitives::{Address, B256, U256};
use openzeppelin_stylus::{
    token::erc721::{Erc721, IErc721},
    utils::introspection::erc165::IErc165,
};
use stylus_sdk::{
    prelude::*,
    storage::{StorageAddress, StorageU64},
    ArbResult,
};

use crate::{
    encoding::emit,
    errors::{Error, InvalidDescriptor, MissingRole, NotOwner},
    events::{BatchMetadataUpdate, ContractURIUpdated, DescriptorSet},
    ownership::Ownership,
    provenance::{Provenance, ProvenanceInfo, Words},
    reentrancy::Guard,
    roles::Roles,
    series::{Catalogue, SeriesInfo},
};

/// The storage. Fields are only ever appended; `tests/golden/layout.json` has the slot of each.
#[storage]
pub struct Collection {
    pub(crate) erc721: Erc721,
    pub(crate) ownership: Ownership,
    pub(crate) guard: Guard,
    pub(crate) descriptor: StorageAddress,
    pub(crate) live: StorageU64,
    pub(crate) roles: Roles,
    pub(crate) series: Catalogue,
    pub(crate) provenance: Provenance,
}

// SAFETY: the entry point constructs the one Collection of a call, at slot 0.
unsafe impl TopLevelStorage for Collection {}

#[public]
#[implements(IErc721<Error = Error>, IErc165)]
impl Collection {
    /// Sets the owner and the Descriptor, once. The Descriptor may be zero and set later.
    ///
    /// The owner is an argument, never the caller, because the caller may be a deployer contract. Whoever deploys
    /// without one must construct in the same transaction or check the owner afterwards: the first call wins.
    ///
    /// # Errors
    /// `InvalidOwner` for the zero address; `InvalidDescriptor` for this contract.
    #[constructor]
    pub fn constructor(&mut self, owner: Address, descriptor: Address) -> Result<(), Error> {
        self.guard.construct();
        self.ownership.construct(owner)?;
        self.write_descriptor(descriptor)
    }

    /// The owner.
    ///
    /// Returns: (address owner)
    pub fn owner(&self) -> Address {
        self.ownership.owner()
    }

    /// The account to which the ownership was offered; zero when there is no offer.
    ///
    /// Returns: (address pendingOwner)
    pub fn pending_owner(&self) -> Address {
        self.ownership.pending()
    }

    /// Offers the ownership to an account, which must accept it; zero withdraws an offer. By the owner.
    ///
    /// # Errors
    /// `NotOwner`, `ReentrantCall`.
    pub fn transfer_ownership(&mut self, new_owner: Address) -> Result<(), Error> {
        self.guard.require_open()?;
        self.ownership.offer(new_owner)
    }

    /// Accepts the ownership. By the account to which it was offered.
    ///
    /// # Errors
    /// `NotPendingOwner`, `ReentrantCall`.
    pub fn accept_ownership(&mut self) -> Result<(), Error> {
        self.guard.require_open()?;
        self.ownership.accept()
    }

    /// The roles of an account: bit 0 minter, bit 1 reviser.
    ///
    /// Returns: (uint8 roles)
    pub fn roles_of(&self, account: Address) -> u8 {
        self.roles.of(account)
    }

    /// Replaces the roles of an account. By the owner.
    ///
    /// # Errors
    /// `NotOwner`, `UnknownRoles`, `ReentrantCall`.
    pub fn set_roles(&mut self, account: Address, roles: u8) -> Result<(), Error> {
        self.require_admin()?;
        self.roles.set(account, roles)
    }

    /// Creates a series. By the owner.
    ///
    /// A root of zero means that every piece is minted with its words. The royalty is in basis points.
    ///
    /// Returns: (uint32 series)
    ///
    /// # Errors
    /// `NotOwner`, `ZeroModelHash`, `InvalidSupply`, `RoyaltyTooHigh`, `InvalidRoyaltyReceiver`, `ReentrantCall`.
    pub fn create_series(
        &mut self,
        model_hash: B256,
        root: B256,
        supply: u32,
        royalty_receiver: Address,
        royalty_bps: u16,
    ) -> Result<u32, Error> {
        self.require_admin()?;
        let series = self.series.create(model_hash, root, supply)?;
        self.write_royalty(series, royalty_receiver, royalty_bps)?;
        Ok(series)
    }

    /// What is known of a series.
    ///
    /// Returns: (bytes32 modelHash, bytes32 root, uint32 supply, uint32 minted, address royaltyReceiver, uint16 royaltyBps, bool frozen)
    ///
    /// # Errors
    /// `UnknownSeries`.
    pub fn series(&self, series: u32) -> Result<SeriesInfo, Error> {
        Ok(self.series.get(series)?.info())
    }

    /// Sets the royalty of a series, in basis points. By the owner. Once the series is frozen it can only fall; the
    /// receiver may change at any time.
    ///
    /// # Errors
    /// `NotOwner`, `UnknownSeries`, `RoyaltyTooHigh`, `InvalidRoyaltyReceiver`, `ReentrantCall`.
    pub fn set_royalty(&mut self, series: u32, receiver: Address, bps: u16) -> Result<(), Error> {
        self.require_admin()?;
        self.write_royalty(series, receiver, bps)
    }

    /// Freezes a series for good: no revision any more, and no higher royalty. Minting and anchoring go on, since the
    /// supply and the root are fixed anyway. By the owner.
    ///
    /// # Errors
    /// `NotOwner`, `UnknownSeries`, `FrozenSeries`, `ReentrantCall`.
    pub fn freeze(&mut self, series: u32) -> Result<(), Error> {
        self.require_admin()?;
        self.series.freeze(series)
    }

    /// Mints the next piece of a series and records its words. By a minter or the owner. A contract that gets it is
    /// asked.
    ///
    /// Returns: (uint256 tokenId)
    ///
    /// # Errors
    /// `ReentrantCall`, `MissingRole`, `ERC721InvalidReceiver`, `ZeroContentHash`, `ZeroRecordHash`, `UnknownSeries`,
    /// `SoldOut`, and the receiver's refusal.
    pub fn mint(
        &mut self,
        series: u32,
        to: Address,
        content_hash: B256,
        prompt_commitment: B256,
        record_hash: B256,
    ) -> Result<U256, Error> {
        self.mint_one(series, to, Words { content_hash, prompt_commitment, record_hash })
    }

    /// Mints the next `count` pieces of a series that has a root, under which their words are. By a minter or the
    /// owner. A contract that gets them is asked for each.
    ///
    /// Returns: (uint256 firstTokenId)
    ///
    /// # Errors
    /// `ReentrantCall`, `MissingRole`, `ERC721InvalidReceiver`, `UnknownSeries`, `EmptyBatch`, `SoldOut`,
    /// `SeriesWithoutRoot`, and the receiver's refusal.
    pub fn mint_batch(&mut self, series: u32, to: Address, count: u32) -> Result<U256, Error> {
        self.mint_many(series, to, count)
    }

    /// Destroys a token; its id never returns. By its owner, its approved account or an operator of its owner.
    ///
    /// # Errors
    /// `ERC721NonexistentToken`, `ERC721InsufficientApproval`.
    pub fn burn(&mut self, token_id: U256) -> Result<(), Error> {
        self.update(Address::ZERO, token_id, self.vm().msg_sender())?;
        Ok(())
    }

    /// How many tokens there are: minted and not burnt.
    ///
    /// Returns: (uint256 supply)
    pub fn total_supply(&self) -> U256 {
        U256::from(self.live.get())
    }

    /// The words of a token and the model of its series. Content, commitment and record are zero for a token whose
    /// words are under the root of its series and were not anchored.
    ///
    /// Returns: (bytes32 modelHash, bytes32 contentHash, bytes32 promptCommitment, bytes32 recordHash, uint32 revision)
    ///
    /// # Errors
    /// `ERC721NonexistentToken`.
    pub fn provenance_of(&self, token_id: U256) -> Result<ProvenanceInfo, Error> {
        self.read_provenance(token_id)
    }

    /// Brings the words of a batch-minted token on chain, once, with a proof that they are under the root of its
    /// series. By anyone.
    ///
    /// # Errors
    /// `ERC721NonexistentToken`, `AlreadyAnchored`, `ZeroContentHash`, `ZeroRecordHash`, `SeriesWithoutRoot`,
    /// `InvalidProof`.
    pub fn anchor(
        &mut self,
        token_id: U256,
        content_hash: B256,
        prompt_commitment: B256,
        record_hash: B256,
        proof: Vec<B256>,
    ) -> Result<(), Error> {
        self.anchor_words(token_id, &Words { content_hash, prompt_commitment, record_hash }, proof)
    }

    /// Replaces the content and record hash of a token. By a reviser or the owner, until the series is frozen.
    ///
    /// # Errors
    /// `ReentrantCall`, `MissingRole`, `ZeroContentHash`, `ZeroRecordHash`, `ERC721NonexistentToken`, `FrozenSeries`,
    /// `NotAnchored`.
    pub fn revise(
        &mut self,
        token_id: U256,
        content_hash: B256,
        record_hash: B256,
    ) -> Result<(), Error> {
        self.revise_words(token_id, content_hash, record_hash)
    }

    /// The royalty for a sale at a price, in the unit of the price (ERC-2981).
    ///
    /// Every id of a series has an answer, minted or not; any other id has none: zero and zero.
    ///
    /// Returns: (address receiver, uint256 royaltyAmount)
    pub fn royalty_info(&self, token_id: U256, sale_price: U256) -> (Address, U256) {
        self.royalty_of(token_id, sale_price)
    }

    /// The contract that answers for names and metadata.
    ///
    /// Returns: (address descriptor)
    pub fn descriptor(&self) -> Address {
        self.descriptor.get()
    }

    /// Points to another Descriptor; zero for none. By the owner.
    ///
    /// # Errors
    /// `NotOwner`, `InvalidDescriptor` for this contract itself, `ReentrantCall`.
    pub fn set_descriptor(&mut self, descriptor: Address) -> Result<(), Error> {
        self.require_admin()?;
        self.write_descriptor(descriptor)?;
        let everything = BatchMetadataUpdate { _fromTokenId: U256::ZERO, _toTokenId: U256::MAX };
        emit(self.vm(), &everything);
        emit(self.vm(), &ContractURIUpdated {});
        Ok(())
    }

    /// Tells listeners of ERC-4906 that the metadata of a range of tokens changed. By the owner or the Descriptor.
    ///
    /// # Errors
    /// `NotOwner`, `ReentrantCall`.
    pub fn emit_batch_metadata_update(
        &mut self,
        from_token_id: U256,
        to_token_id: U256,
    ) -> Result<(), Error> {
        self.guard.require_open()?;
        let (caller, owner) = (self.vm().msg_sender(), self.owner());
        if caller != owner && caller != self.descriptor() {
            return Err(NotOwner { caller, owner }.into());
        }
        let range = BatchMetadataUpdate { _fromTokenId: from_token_id, _toTokenId: to_token_id };
        emit(self.vm(), &range);
        Ok(())
    }

    /// Everything else is asked of the Descriptor.
    ///
    /// # Errors
    /// Those of the Descriptor, byte for byte; `ERC721NonexistentToken`; `UnknownSelector`.
    #[fallback]
    pub fn fallback(&mut self, calldata: &[u8]) -> ArbResult {
        self.forward(calldata)
    }
}

impl Collection {
    /// Refuses everybody but the owner, and the owner inside a receiver.
    fn require_admin(&self) -> Result<(), Error> {
        self.guard.require_open()?;
        self.ownership.require_owner()
    }

    /// Refuses everybody but holders of a role and the owner. The role is looked up first: most calls come from a
    /// minting contract.
    pub(crate) fn require_role(&self, role: u8) -> Result<(), Error> {
        let caller = self.vm().msg_sender();
        if self.roles.of(caller) & role == 0 && caller != self.owner() {
            return Err(MissingRole { caller, role }.into());
        }
        Ok(())
    }

    fn write_descriptor(&mut self, descriptor: Address) -> Result<(), Error> {
        if descriptor == self.vm().contract_address() {
            return Err(InvalidDescriptor { descriptor }.into());
        }
        self.descriptor.set(descriptor);
        emit(self.vm(), &DescriptorSet { descriptor });
        Ok(())
    }
}
