//! What a file says about its own making. A field here is a claim: nothing in it was checked, unless [`Claims::signature`]
//! says that its issuer's signature is right.

use sha2::{Digest, Sha256};

/// The format that the claims were read from; its name is the value of `evidence.format` in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// The infotext of AUTOMATIC1111, Forge and many others.
    A1111,
    /// The execution graph of ComfyUI.
    ComfyUi,
    /// The parameters of SwarmUI.
    SwarmUi,
    /// The metadata of InvokeAI, any version.
    InvokeAi,
    /// The comment of NovelAI.
    NovelAi,
    /// The parameters of Fooocus.
    Fooocus,
    /// The XMP comment of Draw Things.
    DrawThings,
    /// The fields of Easy Diffusion.
    EasyDiffusion,
    /// The description of Midjourney.
    Midjourney,
    /// The fields for generated pictures of IPTC 2025.1.
    Iptc,
}

impl Format {
    /// Name in records and in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::A1111 => "a1111",
            Self::ComfyUi => "comfyui",
            Self::SwarmUi => "swarmui",
            Self::InvokeAi => "invokeai",
            Self::NovelAi => "novelai",
            Self::Fooocus => "fooocus",
            Self::DrawThings => "drawthings",
            Self::EasyDiffusion => "easydiffusion",
            Self::Midjourney => "midjourney",
            Self::Iptc => "iptc",
        }
    }

    /// What people call the program; `None` where the format is not of one program.
    #[must_use]
    pub fn program(self) -> Option<&'static str> {
        Some(match self {
            Self::A1111 | Self::Iptc => return None,
            Self::ComfyUi => "ComfyUI",
            Self::SwarmUi => "SwarmUI",
            Self::InvokeAi => "InvokeAI",
            Self::NovelAi => "NovelAI",
            Self::Fooocus => "Fooocus",
            Self::DrawThings => "Draw Things",
            Self::EasyDiffusion => "Easy Diffusion",
            Self::Midjourney => "Midjourney",
        })
    }
}

/// Where in the file the claims stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A text chunk of PNG.
    Text,
    /// A `comf` chunk of an animated PNG.
    Comf,
    /// An EXIF field.
    Exif,
    /// A comment of GIF or JPEG.
    Comment,
    /// An XMP packet.
    Xmp,
    /// The lowest bits of the alpha channel.
    StealthAlpha,
    /// The lowest bits of the colours.
    StealthRgb,
}

impl Place {
    /// Words for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text chunk",
            Self::Comf => "comf chunk",
            Self::Exif => "EXIF",
            Self::Comment => "comment",
            Self::Xmp => "XMP",
            Self::StealthAlpha => "bits of the alpha channel",
            Self::StealthRgb => "bits of the colours",
        }
    }
}

/// A signature that an issuer put into the metadata, after a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// Who signs in this way: `novelai`.
    pub kind: &'static str,
    /// Whether the signature is right under the issuer's key.
    pub valid: bool,
}

/// A model or an adapter as the file names it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Named {
    /// Name or file name, as written.
    pub name: Option<String>,
    /// Short hash in lower-case hex, as written.
    pub short_hash: Option<String>,
    /// SHA-256 of the whole file as 64 lower-case hex digits.
    pub sha256: Option<String>,
    /// SHA-256 of the tensors (what follows a safetensors header) as 64 lower-case hex digits.
    pub tensor_sha256: Option<String>,
    /// BLAKE3 of the file as 64 lower-case hex digits.
    pub blake3: Option<String>,
    /// Where to find it: an AIR.
    pub locator: Option<String>,
}

impl Named {
    /// A name and nothing else; an AIR (`urn:air:…`) is the locator as well.
    #[must_use]
    pub fn of(name: impl Into<String>) -> Self {
        let name = name.into();
        let locator = name.starts_with("urn:air:").then(|| name.clone());
        Self { name: Some(name), locator, ..Self::default() }
    }
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
    /// A model that turns pictures into conditioning: IP-Adapter, T2I-Adapter, style model.
    ImageAdapter,
    /// A model that turns pictures into embeddings.
    ClipVision,
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
            Self::ImageAdapter => "image_adapter",
            Self::ClipVision => "clip_vision",
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
    /// How it is written.
    pub format: Format,
    /// Where it was found.
    pub place: Place,
    /// SHA-256 of the undecoded payload (data of a chunk, EXIF value, hidden bytes).
    pub raw_sha256: [u8; 32],
    /// The main model.
    pub model: Named,
    /// Adapters and further models, in order.
    pub adapters: Vec<Adapter>,
    /// The main pass.
    pub main: Pass,
    /// Later passes, in the order of execution.
    pub more: Vec<Pass>,
    /// The software: its name, or for an infotext the text of `Version`.
    pub software: Option<String>,
    /// Version of the software.
    pub version: Option<String>,
    /// Pictures that went in.
    pub inputs: Vec<Input>,
    /// Everything else, verbatim.
    pub extra: Vec<(String, String)>,
    /// The issuer's signature over prompt, parameters and pixels, checked.
    pub signature: Option<Signature>,
    /// What the signature does not cover: keys of `extra`, or `prompt`.
    pub unsigned: Vec<String>,
    /// Fields that are there but could not be recovered, and why.
    pub notes: Vec<String>,
}

impl Claims {
    /// Empty claims of `format` over the payload `raw`; its place is a text chunk until someone says otherwise.
    #[must_use]
    pub fn new(format: Format, raw: &[u8]) -> Self {
        Self {
            format,
            place: Place::Text,
            raw_sha256: Sha256::digest(raw).into(),
            model: Named::default(),
            adapters: Vec::new(),
            main: Pass::default(),
            more: Vec::new(),
            software: format.program().map(str::to_owned),
            version: None,
            inputs: Vec::new(),
            extra: Vec::new(),
            signature: None,
            unsigned: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The same claims, found at `place`.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// Whether the issuer's signature over prompt, parameters and pixels is right.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.signature.is_some_and(|signature| signature.valid)
    }

    /// Lists an adapter.
    pub(crate) fn add(&mut self, kind: AdapterKind, named: Named, weight: Option<String>) {
        self.adapters.push(Adapter { kind, named, weight });
    }
}
