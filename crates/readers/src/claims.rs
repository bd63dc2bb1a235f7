//! What a file says about its own making. Every field here is a claim: nothing in it was checked.

/// The format that the claims were read from; the text is the value of `evidence.format` in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The infotext of AUTOMATIC1111, Forge and many others.
    A1111,
    /// The execution graph of ComfyUI.
    ComfyUi,
}

impl Format {
    /// Name in records and in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::A1111 => "a1111",
            Self::ComfyUi => "comfyui",
        }
    }
}

/// A model or an adapter as the file names it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Named {
    /// Name or file name, as written.
    pub name: Option<String>,
    /// Short hash in lower-case hex, as written.
    pub short_hash: Option<String>,
}

/// What an adapter does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdapterKind {
    /// A low-rank adaptation.
    Lora,
    /// A variational auto-encoder.
    Vae,
    /// A ControlNet.
    ControlNet,
    /// A textual inversion.
    Embedding,
    /// A second model that finishes the picture.
    Refiner,
    /// An upscaling model.
    Upscaler,
    /// A hypernetwork.
    Hypernetwork,
    /// A text encoder loaded from its own file.
    TextEncoder,
    /// A further model that takes part (merged, or of another pass).
    Model,
}

impl AdapterKind {
    /// Name in records and in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lora => "lora",
            Self::Vae => "vae",
            Self::ControlNet => "controlnet",
            Self::Embedding => "embedding",
            Self::Refiner => "refiner",
            Self::Upscaler => "upscaler",
            Self::Hypernetwork => "hypernetwork",
            Self::TextEncoder => "text_encoder",
            Self::Model => "model",
        }
    }
}

/// One adapter, in the order in which it was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adapter {
    /// What it does.
    pub kind: AdapterKind,
    /// Name and hash.
    pub named: Named,
    /// Weight exactly as written.
    pub weight: Option<String>,
}

/// One sampling pass; numbers are the exact text found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Pass {
    /// Positive prompt.
    pub positive: Option<String>,
    /// Negative prompt.
    pub negative: Option<String>,
    /// Seed.
    pub seed: Option<String>,
    /// Steps.
    pub steps: Option<String>,
    /// Sampler.
    pub sampler: Option<String>,
    /// Scheduler.
    pub scheduler: Option<String>,
    /// Classifier-free guidance.
    pub cfg_scale: Option<String>,
    /// Width that was asked for.
    pub width: Option<String>,
    /// Height that was asked for.
    pub height: Option<String>,
    /// Denoising strength.
    pub denoise: Option<String>,
    /// Clip skip.
    pub clip_skip: Option<String>,
}

/// A picture that went in, by the hash that the tool recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// `init`, `mask`, `control` or `reference`.
    pub role: &'static str,
    /// SHA-256 as 64 lower-case hex digits.
    pub sha256: String,
}

/// Everything that was found in the metadata of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// Where it was found.
    pub format: Format,
    /// The undecoded payload (container chunk or EXIF value).
    pub raw: Vec<u8>,
    /// The main model.
    pub model: Named,
    /// Adapters and further models, in order.
    pub adapters: Vec<Adapter>,
    /// The main pass.
    pub main: Pass,
    /// Later passes, in the order of execution.
    pub more: Vec<Pass>,
    /// Version text of the software.
    pub software: Option<String>,
    /// Pictures that went in.
    pub inputs: Vec<Input>,
    /// Everything else, verbatim.
    pub extra: Vec<(String, String)>,
    /// Fields that are there but could not be recovered, and why.
    pub notes: Vec<String>,
}

impl Claims {
    /// Empty claims of `format` over `raw`.
    #[must_use]
    pub fn new(format: Format, raw: Vec<u8>) -> Self {
        Self {
            format,
            raw,
            model: Named::default(),
            adapters: Vec::new(),
            main: Pass::default(),
            more: Vec::new(),
            software: None,
            inputs: Vec::new(),
            extra: Vec::new(),
            notes: Vec::new(),
        }
    }
}
