//! What tools write about the making of a picture. Each reader takes text and the payload that it came from; the order
//! in which formats are tried is here, and it is the one that mistakes none for another.

mod civitai;
pub mod comfyui;
pub mod drawthings;
pub mod easydiffusion;
mod fields;
pub mod fooocus;
pub mod infotext;
pub mod invokeai;
pub mod iptc;
pub mod midjourney;
pub mod novelai;
pub mod swarmui;

use std::borrow::Cow;

use crate::claims::{Claims, Format, Place};
use crate::container::xmp::Xmp;
use crate::container::{exif, Found, Text};
use crate::json::Json;
use crate::pixels::Rgba;
use crate::stealth;
use crate::Issuers;

/// Everything that the readers look at.
pub(crate) struct Source<'a> {
    pub(crate) found: &'a Found<'a>,
    pub(crate) xmp: Option<Xmp>,
    pub(crate) pixels: Option<&'a Rgba>,
    pub(crate) issuers: &'a Issuers,
    pub(crate) notes: Vec<String>,
}

/// What one place in the file gave.
enum Answer {
    /// Claims.
    Read(Box<Claims>),
    /// It is there and was not read, for this reason.
    Refused(String),
    /// Nothing.
    Nothing,
}

impl From<Result<Claims, String>> for Answer {
    fn from(result: Result<Claims, String>) -> Self {
        result.map_or_else(Self::Refused, |claims| Self::Read(Box::new(claims)))
    }
}

impl From<Claims> for Answer {
    fn from(claims: Claims) -> Self {
        Self::Read(Box::new(claims))
    }
}

impl Source<'_> {
    /// The claims of the first place that holds some.
    pub(crate) fn claims(&mut self) -> Option<Claims> {
        let order: [fn(&Self) -> Answer; 10] = [
            Self::parameters,
            Self::invokeai,
            Self::easydiffusion,
            Self::novelai,
            Self::comfyui,
            Self::comments,
            Self::description,
            Self::packet,
            Self::exif,
            Self::hidden,
        ];
        let mut refused = Vec::new();
        for place in order {
            match place(self) {
                Answer::Read(claims) => {
                    self.notes.append(&mut refused);
                    let beside =
                        claims.format == Format::A1111 && self.found.text("prompt").is_some();
                    if beside {
                        self.notes.push(
                            "a ComfyUI graph is present as well; the infotext was read".into(),
                        );
                    }
                    return Some(*claims);
                }
                Answer::Refused(why) => refused.push(why),
                Answer::Nothing => {}
            }
        }
        self.notes.append(&mut refused);
        None
    }

    /// The PNG chunk `parameters`: SwarmUI, Fooocus, or an infotext.
    fn parameters(&self) -> Answer {
        match self.found.text("parameters") {
            Some(text) => self.any_text(&text.text, text.raw, Place::Text),
            None => Answer::Nothing,
        }
    }

    fn invokeai(&self) -> Answer {
        type Reader = fn(&str, &[u8]) -> Result<Claims, String>;
        const READERS: [(&str, Reader); 4] = [
            ("invokeai_metadata", invokeai::metadata),
            ("sd-metadata", invokeai::version_2),
            ("Dream", invokeai::dream),
            ("invokeai_graph", invokeai::graph),
        ];
        let mut why = None;
        for (keyword, reader) in READERS {
            let Some(text) = self.found.text(keyword) else { continue };
            match reader(&text.text, text.raw) {
                Ok(claims) => return claims.into(),
                Err(reason) => why = why.or(Some(reason)),
            }
        }
        let workflow = self.found.text("invokeai_workflow");
        let only = workflow.map(|_| {
            "only the InvokeAI workflow is present: it is a plan, not what was run".to_owned()
        });
        why.or(only).map_or(Answer::Nothing, Answer::Refused)
    }

    /// Text chunks of Easy Diffusion, as one object.
    fn easydiffusion(&self) -> Answer {
        let prompt = self.found.text("prompt").or_else(|| self.found.text("Prompt"));
        let Some(prompt) = prompt else { return Answer::Nothing };
        let fields = self.found.texts.iter();
        let fields = fields.map(|text| (text.keyword.clone(), Json::String(text.text.clone())));
        let document = Json::Object(fields.collect());
        if easydiffusion::is_document(&document) {
            easydiffusion::read(&document, prompt.raw).into()
        } else {
            Answer::Nothing
        }
    }

    fn novelai(&self) -> Answer {
        let text = |keyword: &str| self.found.text(keyword).map(|text| text.text.clone());
        let software = text("Software");
        let Some(comment) = self.found.text("Comment") else { return Answer::Nothing };
        if software.as_deref() != Some("NovelAI")
            && !Json::parse(&comment.text).is_ok_and(|json| novelai::is_comment(&json))
        {
            return Answer::Nothing;
        }
        let texts = novelai::Texts {
            comment: comment.text.clone(),
            description: text("Description"),
            software,
            source: text("Source"),
            time: text("Generation time"),
        };
        novelai::read(&texts, comment.raw, self.exact_pixels(), &self.issuers.novelai).into()
    }

    /// The graph in the PNG chunk `prompt`, or in a `comf` chunk.
    fn comfyui(&self) -> Answer {
        let comf = self.found.comf.iter().find(|text| text.keyword == "prompt");
        let places = [(self.found.text("prompt"), Place::Text), (comf, Place::Comf)];
        let mut refused = None;
        for (text, place) in places {
            let Some(Text { text, raw, .. }) = text else { continue };
            match comfyui::read(text, raw) {
                Ok(claims) => return claims.at(place).into(),
                Err(why) => refused = refused.or(Some(why)),
            }
        }
        let workflow = self.found.text("workflow").or(self
            .found
            .comf
            .iter()
            .find(|t| t.keyword == "workflow"));
        let only = workflow
            .map(|_| "only the ComfyUI workflow is present: it is a drawing of the graph, not what was run".to_owned());
        refused.or(only).map_or(Answer::Nothing, Answer::Refused)
    }

    /// `Comment` of PNG, comments of JPEG and GIF: a JSON object, or for GIF an infotext.
    fn comments(&self) -> Answer {
        if let Some(text) = self.found.text("Comment")
            && let Ok(document) = Json::parse(&text.text)
            && let Some(claims) = self.object(&document, &text.text, text.raw)
        {
            return claims;
        }
        for comment in &self.found.comments {
            let text = String::from_utf8_lossy(comment);
            let text = text.trim_end_matches('\0');
            let is_object = text.trim_start().starts_with('{');
            if is_object || text.contains("Steps: ") {
                return at(self.any_text(text, comment, Place::Comment), Place::Comment);
            }
        }
        Answer::Nothing
    }

    fn description(&self) -> Answer {
        let Some(text) = self.found.text("Description") else { return Answer::Nothing };
        if !midjourney::is_description(&text.text) {
            return Answer::Nothing;
        }
        let mut claims = midjourney::read(&text.text, text.raw);
        for keyword in ["Author", "Creation Time"] {
            if let Some(text) = self.found.text(keyword) {
                claims.extra.push((keyword.into(), text.text.clone()));
            }
        }
        self.image_id(&mut claims);
        claims.into()
    }

    fn image_id(&self, claims: &mut Claims) {
        if let Some(id) = self.xmp.as_ref().and_then(|xmp| xmp.get("DigImageGUID")) {
            claims.extra.push(("DigImageGUID".into(), id.to_owned()));
        }
    }

    /// The XMP packet: Draw Things, Midjourney, IPTC.
    fn packet(&self) -> Answer {
        let (Some(xmp), Some(raw)) = (&self.xmp, &self.found.xmp) else { return Answer::Nothing };
        if let Some(comment) = xmp.get("UserComment")
            && let Ok(document) = Json::parse(comment)
            && let Some(answer) = self.object(&document, comment, raw)
        {
            return at(answer, Place::Xmp);
        }
        if let Some(text) = xmp.get("description").filter(|text| midjourney::is_description(text)) {
            let mut claims = midjourney::read(text, raw).at(Place::Xmp);
            self.image_id(&mut claims);
            return claims.into();
        }
        iptc::read(xmp, raw).map_or(Answer::Nothing, |claims| claims.at(Place::Xmp).into())
    }

    /// Model holds `prompt:{…}` of ComfyUI or the object of an old SwarmUI; UserComment anything.
    fn exif(&self) -> Answer {
        let Some(tiff) = self.found.exif else { return Answer::Nothing };
        for tag in (exif::MAKE - 8..=exif::MODEL).rev() {
            let Some(raw) = exif::field(tiff, tag) else { continue };
            let Ok(text) = std::str::from_utf8(raw) else { continue };
            let text = text.trim_end_matches('\0');
            if let Some(graph) = text.strip_prefix("prompt:") {
                return at(comfyui::read(graph, raw).into(), Place::Exif);
            }
            if text.contains("\"sui_image_params\"") {
                return at(self.any_text(text, raw, Place::Exif), Place::Exif);
            }
        }
        let Some(raw) = exif::field(tiff, exif::USER_COMMENT) else { return Answer::Nothing };
        match exif::user_comment(raw) {
            Some(text) if text.trim().is_empty() => Answer::Nothing,
            Some(text) => at(self.user_comment(tiff, &text, raw), Place::Exif),
            None => Answer::Refused("the EXIF user comment is no text".into()),
        }
    }

    /// NovelAI keeps its other texts in other fields of EXIF.
    fn user_comment(&self, tiff: &[u8], text: &str, raw: &[u8]) -> Answer {
        if Json::parse(text).is_ok_and(|json| novelai::is_comment(&json)) {
            let field = |tag| exif::text(tiff, tag);
            let texts = novelai::Texts {
                comment: text.to_owned(),
                description: field(exif::DESCRIPTION),
                software: None,
                source: field(exif::SOFTWARE),
                time: None,
            };
            return novelai::read(&texts, raw, self.exact_pixels(), &self.issuers.novelai).into();
        }
        self.any_text(text, raw, Place::Exif)
    }

    /// The pixels, if they are what was saved: decoders of lossy pictures may differ by a bit, and a signature would not.
    fn exact_pixels(&self) -> Option<&Rgba> {
        self.pixels.filter(|_| self.found.lossless)
    }

    /// A text in the lowest bits of the pixels. Alpha may be exact where colours are not.
    fn hidden(&self) -> Answer {
        let Some(pixels) = self.pixels else { return Answer::Nothing };
        match stealth::find(pixels) {
            None => Answer::Nothing,
            Some(Err(why)) => Answer::Refused(why),
            Some(Ok(hidden)) => {
                let document = Json::parse(&hidden.text).ok();
                let texts = document.as_ref().and_then(novelai::Texts::of_hidden);
                let answer = match texts {
                    Some(texts) => novelai::read(
                        &texts,
                        &hidden.raw,
                        self.exact_pixels(),
                        &self.issuers.novelai,
                    )
                    .into(),
                    None => self.any_text(&hidden.text, &hidden.raw, hidden.place),
                };
                at(answer, hidden.place)
            }
        }
    }

    /// A text of any tool: a known JSON object, else an infotext. An object that nobody knows is no prompt.
    fn any_text(&self, text: &str, raw: &[u8], place: Place) -> Answer {
        let document =
            if text.trim_start().starts_with('{') { Json::parse(text).ok() } else { None };
        match document.filter(|document| document.as_object().is_some()) {
            None if text.contains("\"sui_image_params\"") => {
                Answer::Refused("the SwarmUI metadata is not JSON".into())
            }
            // Cameras write comments too: outside of a chunk of its own, a text without parameters is nobody's prompt.
            None if place != Place::Text && !infotext::has_parameters(text) => {
                Answer::Refused(format!("the text in the {} holds no parameters", place.name()))
            }
            None => infotext::read(text, raw).at(place).into(),
            Some(document) => self.object(&document, text, raw).unwrap_or_else(|| {
                Answer::Refused(format!(
                    "a JSON object of an unknown tool is present in the {}",
                    place.name()
                ))
            }),
        }
    }

    /// An object that some tool wrote; `None` where no reader knows it.
    fn object(&self, document: &Json, text: &str, raw: &[u8]) -> Option<Answer> {
        if document.get("sui_image_params").is_some() {
            Some(swarmui::read(document, raw).into())
        } else if novelai::is_comment(document) && document.get("c").is_none() {
            let texts = novelai::Texts { comment: text.to_owned(), ..novelai::Texts::default() };
            Some(novelai::read(&texts, raw, self.exact_pixels(), &self.issuers.novelai).into())
        } else if drawthings::is_document(document) {
            Some(drawthings::read(document, raw).into())
        } else if easydiffusion::is_document(document) {
            Some(easydiffusion::read(document, raw).into())
        } else if fooocus::is_document(document) {
            Some(fooocus::read(document, raw).into())
        } else if comfyui::is_graph(document) {
            Some(comfyui::read(text, raw).into())
        } else {
            None
        }
    }
}

fn at(answer: Answer, place: Place) -> Answer {
    match answer {
        Answer::Read(mut claims) => {
            claims.place = place;
            Answer::Read(claims)
        }
        other => other,
    }
}

/// The digital source type and the packet that it came from.
pub(crate) fn xmp_of(found: &Found<'_>, notes: &mut Vec<String>) -> Option<Xmp> {
    let packet: &Cow<'_, [u8]> = found.xmp.as_ref()?;
    Xmp::read(packet).map_err(|why| notes.push(why)).ok()
}
