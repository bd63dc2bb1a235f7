//! The contracts of this repository, and what each one answers beyond its own source.

/// A contract whose ABI is written.
#[derive(Debug)]
pub struct Contract {
    /// Name of the files in `abi/` and `artifacts/`.
    pub name: &'static str,
    /// Folder of its Rust source, from the root of the repository.
    pub source: &'static str,
    /// The `interface` in a `sol!` block that declares the functions, where the router is the contract's own and there is no
    /// `#[public]` block.
    pub interface: Option<&'static str>,
    /// Events and errors that a library raises inside the contract, as Solidity.
    pub inherits: Option<&'static str>,
    /// Views that another contract answers through this one's fallback: that contract, and the signatures.
    pub forwards: Option<(&'static Contract, &'static [&'static str])>,
}

/// Every contract, in the order of the files.
pub const CONTRACTS: [&Contract; 6] =
    [&ATTESTATIONS, &COLLECTION, &DESCRIPTOR, &ED25519, &MINTER, &REGISTRY];

/// Signed claims of issuers, and panels of them.
pub const ATTESTATIONS: Contract = Contract {
    name: "attestations",
    source: "contracts/attestations/src",
    interface: Some("IAttestations"),
    inherits: None,
    forwards: None,
};

/// What verifies Ed25519 for them.
pub const ED25519: Contract = Contract {
    name: "ed25519",
    source: "contracts/ed25519/src",
    interface: Some("IEd25519"),
    inherits: None,
    forwards: None,
};

/// Names, token metadata and collection metadata.
pub const DESCRIPTOR: Contract = Contract {
    name: "descriptor",
    source: "contracts/descriptor/src",
    interface: None,
    inherits: None,
    forwards: None,
};

/// The ERC-721.
///
/// Its fallback hands every selector it does not know to the Descriptor, unchanged. Callers cannot tell, so the views that wallets
/// and markets ask (ERC-721 metadata, ERC-7572) belong to its ABI although no line of its source names them.
pub const COLLECTION: Contract = Contract {
    name: "collection",
    source: "src",
    interface: None,
    inherits: Some(ERC721),
    forwards: Some((&DESCRIPTOR, &["name()", "symbol()", "tokenURI(uint256)", "contractURI()"])),
};

/// Primary sales.
pub const MINTER: Contract = Contract {
    name: "minter",
    source: "contracts/minter/src",
    interface: Some("IMinter"),
    inherits: None,
    forwards: None,
};

/// Claims about models and pieces.
pub const REGISTRY: Contract = Contract {
    name: "registry",
    source: "contracts/registry/src",
    interface: Some("IRegistry"),
    inherits: None,
    forwards: None,
};

/// What the ERC-721 state machine of `openzeppelin-stylus` emits (ERC-721) and raises (ERC-6093), with the parameter names of
/// those standards. The library's declarations lie outside this repository, so they are repeated here; a test compares their topics and
/// selectors with the standards.
const ERC721: &str = "
    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);
    error ERC721InvalidOwner(address owner);
    error ERC721NonexistentToken(uint256 tokenId);
    error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner);
    error ERC721InvalidSender(address sender);
    error ERC721InvalidReceiver(address receiver);
    error ERC721InsufficientApproval(address operator, uint256 tokenId);
    error ERC721InvalidApprover(address approver);
    error ERC721InvalidOperator(address operator);
";
