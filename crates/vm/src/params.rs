//! Every number of a Stylus chain that depends on its ArbOS version: one table, and the behaviours that changed with it.

/// ArbOS version that a chain has when nothing else is said: the rules of Arbitrum One.
pub const DEFAULT_ARBOS: u64 = 51;

/// ArbOS versions that the table knows. Others are refused by [`Params::for_arbos`].
pub const SUPPORTED_ARBOS: [u64; 9] = [30, 31, 32, 40, 41, 50, 51, 59, 60];

/// Version 30 bought this much *gas* (instead of ink) for a storage request; it became [`STORAGE_API_GAS`] in version 32.
const STORAGE_API_GAS_BEFORE_32: u64 = 59_673;
/// Gas for a storage request to the chain: 59,673 ink, rounded down.
const STORAGE_API_GAS: u64 = 5;

/// The ArbOS version is not one of [`SUPPORTED_ARBOS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("ArbOS {0} is not supported: choose one of 30, 31, 32, 40, 41, 50, 51, 59, 60")]
pub struct UnknownArbos(pub u64);

/// The parameters of a chain. The owner may change the public fields at run time; behaviours follow `arbos_version`
/// and `version` and are methods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Params {
    /// ArbOS version.
    pub arbos_version: u64,
    /// Stylus version; programs activated under another one must be activated again.
    pub version: u16,
    /// Ink per gas.
    pub ink_price: u32,
    /// Words of wasm stack that each program frame may use.
    pub max_stack_depth: u32,
    /// 64 KiB pages that cost nothing.
    pub free_pages: u16,
    /// Gas for each further page, before the exponential part.
    pub page_gas: u16,
    /// Pages a program may start with.
    pub page_limit: u16,
    /// Minimum gas of entering an uncached program, in units of 128.
    pub min_init_gas: u8,
    /// Minimum gas of entering a cached program, in units of 32.
    pub min_cached_init_gas: u8,
    /// Scale of a program's own init cost, in units of 2 %.
    pub init_cost_scalar: u8,
    /// Scale of a program's own cached init cost, in units of 2 %.
    pub cached_cost_scalar: u8,
    /// Days after which an activation expires.
    pub expiry_days: u16,
    /// Days after which an activation may be prolonged.
    pub keepalive_days: u16,
    /// Capacity of the block's list of recent programs.
    pub block_cache_size: u16,
    /// Largest decompressed program in bytes.
    pub max_wasm_size: u32,
    /// Largest number of fragments of one program (zero: fragments are not allowed).
    pub max_fragment_count: u8,
    /// Extra gas of an activation.
    pub activation_gas: u64,
}

impl Default for Params {
    fn default() -> Self {
        Self::table(DEFAULT_ARBOS)
    }
}

impl Params {
    /// Parameters of a chain that was started at this ArbOS version.
    ///
    /// # Errors
    ///
    /// [`UnknownArbos`] when the version is not in [`SUPPORTED_ARBOS`].
    pub fn for_arbos(arbos_version: u64) -> Result<Self, UnknownArbos> {
        if SUPPORTED_ARBOS.contains(&arbos_version) {
            Ok(Self::table(arbos_version))
        } else {
            Err(UnknownArbos(arbos_version))
        }
    }

    fn table(arbos: u64) -> Self {
        Self {
            arbos_version: arbos,
            version: match arbos {
                ..=30 => 1,
                31..=58 => 2,
                _ => 3,
            },
            ink_price: 10_000,
            max_stack_depth: if arbos < 50 { 262_144 } else { 22_000 },
            free_pages: 2,
            page_gas: 1_000,
            page_limit: 128,
            min_init_gas: if arbos < 31 { 72 } else { 69 },
            min_cached_init_gas: 11,
            init_cost_scalar: 50,
            cached_cost_scalar: 50,
            expiry_days: 365,
            keepalive_days: 31,
            block_cache_size: 32,
            max_wasm_size: if arbos < 60 { 131_072 } else { 262_144 },
            max_fragment_count: if arbos < 60 { 0 } else { 4 },
            activation_gas: 0,
        }
    }

    /// The cached part of the init cost is charged even when the program is not cached (Stylus 2).
    pub fn always_charges_cached_init(&self) -> bool {
        self.version > 1
    }

    /// Return data costs at least what it would in the EVM (ArbOS 31).
    pub fn charges_return_data(&self) -> bool {
        self.arbos_version >= 31
    }

    /// Gas of one storage request to the chain (ArbOS 32 corrected the unit).
    pub fn storage_api_gas(&self) -> u64 {
        if self.arbos_version >= 32 {
            STORAGE_API_GAS
        } else {
            STORAGE_API_GAS_BEFORE_32
        }
    }

    /// Flushing the storage cache pays for the slots written (ArbOS 32).
    pub fn charges_flush(&self) -> bool {
        self.arbos_version >= 32
    }

    /// Activation pays for the length of the wasm (ArbOS 32).
    pub fn charges_wasm_length(&self) -> bool {
        self.arbos_version >= 32
    }

    /// The number of imports is limited (ArbOS 32).
    pub fn limits_imports(&self) -> bool {
        self.arbos_version >= 32
    }

    /// The frame remembers the code it fetched last even if it was empty (until ArbOS 40).
    pub fn remembers_empty_code(&self) -> bool {
        self.arbos_version < 40
    }

    /// A flush that cannot be paid runs out of ink; before ArbOS 50 it failed like a trap.
    pub fn flush_overrun_is_out_of_ink(&self) -> bool {
        self.arbos_version >= 50
    }

    /// The page limit holds for all open frames together (ArbOS 59).
    pub fn enforces_page_limit(&self) -> bool {
        self.arbos_version >= 59
    }

    /// `pay_for_memory_grow` looks at the low 16 bits of its argument only (until ArbOS 59).
    pub fn truncates_page_argument(&self) -> bool {
        self.arbos_version < 59
    }

    /// Functions and blocks may have several results (until Stylus 3).
    pub fn allows_multi_value(&self) -> bool {
        self.version < 3
    }

    /// A program that ran recently in the block counts as cached (ArbOS 60).
    pub fn uses_recent_programs(&self) -> bool {
        self.arbos_version >= 60
    }

    /// Programs may be split in fragments under a root (ArbOS 60).
    pub fn allows_fragments(&self) -> bool {
        self.arbos_version >= 60
    }

    /// Gas worth this much ink, rounded down.
    pub fn ink_to_gas(&self, ink: u64) -> u64 {
        ink / u64::from(self.ink_price.max(1))
    }

    /// Ink worth this much gas, saturating.
    pub fn gas_to_ink(&self, gas: u64) -> u64 {
        gas.saturating_mul(u64::from(self.ink_price.max(1)))
    }
}
