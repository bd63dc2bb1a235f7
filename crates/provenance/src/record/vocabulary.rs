//! The words that fields of a record take where there are only a few.

use alloc::borrow::ToOwned;

use super::error::{Problem, RecordError};
use super::field::{text, words, Field};
use crate::canonical::Value;

words! {
    /// What was added to a model.
    AdapterKind, "lora, vae, controlnet, embedding, refiner or upscaler" {
        /// A low-rank change of the weights.
        Lora = "lora",
        /// Another decoder of latents.
        Vae = "vae",
        /// A control network.
        ControlNet = "controlnet",
        /// A learnt word (textual inversion).
        Embedding = "embedding",
        /// A second model that finishes the picture.
        Refiner = "refiner",
        /// A model that enlarges the picture.
        Upscaler = "upscaler",
    }
}
words! {
    /// What an input image was used for.
    InputRole, "init, mask, control or reference" {
        /// The image that was changed.
        Init = "init",
        /// Where it was changed.
        Mask = "mask",
        /// What guided a control network.
        Control = "control",
        /// A model for style or subject.
        Reference = "reference",
    }
}
words! {
    /// How much a human oversaw the making, in the words of C2PA 2.4.
    Oversight, "fully_autonomous, prompt_guided or human_validated" {
        /// No human took part.
        FullyAutonomous = "fully_autonomous",
        /// A human wrote the prompt.
        PromptGuided = "prompt_guided",
        /// A human looked at the result and approved it.
        HumanValidated = "human_validated",
    }
}
words! {
    /// A preference of ERC-7517.
    Permission, "allowed, notAllowed or constrained" {
        /// Allowed without conditions.
        Allowed = "allowed",
        /// Prohibited.
        NotAllowed = "notAllowed",
        /// Allowed under the conditions of the licence.
        Constrained = "constrained",
    }
}
words! {
    /// What a check of a signature said.
    SignatureStatus, "valid, invalid or unchecked" {
        /// The signature is right, and the key is the issuer's.
        Valid = "valid",
        /// The signature is wrong.
        Invalid = "invalid",
        /// Nobody has checked it.
        Unchecked = "unchecked",
    }
}
