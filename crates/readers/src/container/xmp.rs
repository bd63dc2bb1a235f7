//! XMP packets: the handful of properties that say how a picture was made. Properties are told by their local names,
//! because writers use several prefixes for the same namespace. No entity is expanded but those of XML itself.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use quick_xml::XmlVersion;

/// Largest packet that is read, in bytes.
pub const MAX_PACKET: usize = 4 << 20;

/// Most bytes of a packet's markup and text events; a packet with more is noise.
const MAX_EVENTS: usize = 200_000;

/// Properties that are kept.
const KNOWN: [&str; 10] = [
    "DigitalSourceType",
    "DigImageGUID",
    "UserComment",
    "CreatorTool",
    "CreateDate",
    "description",
    "AISystemUsed",
    "AISystemVersionUsed",
    "AIPromptInformation",
    "AIPromptWriterName",
];

/// The properties of a packet, in document order.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Xmp {
    found: Vec<(&'static str, String)>,
}

impl Xmp {
    /// Reads a packet.
    ///
    /// # Errors
    /// A sentence when it is no XML, or too large.
    pub fn read(packet: &[u8]) -> Result<Self, String> {
        if packet.len() > MAX_PACKET {
            return Err("the XMP packet is larger than 4 MiB".into());
        }
        let text = std::str::from_utf8(packet).map_err(|_| "the XMP packet is not UTF-8")?;
        let mut reader = Reader::from_str(text.trim_matches(['\0', '\u{feff}', ' ', '\n']));
        let mut parser = Parser::default();
        for _ in 0..MAX_EVENTS {
            let event =
                reader.read_event().map_err(|why| format!("the XMP packet is no XML: {why}"))?;
            if !parser.take(&event) {
                return Ok(parser.xmp);
            }
        }
        Err("the XMP packet has too many elements".into())
    }

    /// The first value of a property, by its local name; absent when it is empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.found.iter().find(|(key, text)| *key == name && !text.is_empty()).map(|(_, t)| &t[..])
    }

    /// The last part of the digital source type's address.
    #[must_use]
    pub fn digital_source_type(&self) -> Option<&str> {
        let address = self.get("DigitalSourceType")?;
        address.trim_end_matches('/').rsplit('/').next().filter(|tail| !tail.is_empty())
    }
}

/// State between events: the property that is open, and how deep the elements inside of it are.
#[derive(Default)]
struct Parser {
    xmp: Xmp,
    open: Option<(&'static str, String)>,
    depth: usize,
}

impl Parser {
    /// Takes one event; false at the end.
    fn take(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::Empty(tag) => self.attributes(tag),
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(character)) => Some(character),
                    _ => named(&reference.xml10_content()),
                };
                if let Some(character) = character {
                    self.text(character.encode_utf8(&mut [0; 4]));
                }
            }
            Event::Eof => return false,
            _ => {}
        }
        true
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        self.attributes(tag);
        if self.open.is_some() {
            self.depth += 1;
        } else if let Some(name) = known(tag.local_name().as_ref()) {
            self.open = Some((name, String::new()));
            self.depth = 0;
        }
    }

    fn end(&mut self) {
        match self.open.take() {
            Some(open) if self.depth > 0 => {
                self.depth -= 1;
                self.open = Some(open);
            }
            Some((name, text)) => self.xmp.found.push((name, text.trim().to_owned())),
            None => {}
        }
    }

    fn text(&mut self, more: &str) {
        if let Some((_, text)) = &mut self.open {
            text.push_str(more);
        }
    }

    fn attributes(&mut self, tag: &BytesStart<'_>) {
        for attribute in tag.attributes().with_checks(false).flatten() {
            let Some(name) = known(attribute.key.local_name().as_ref()) else { continue };
            if let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) {
                self.xmp.found.push((name, value.trim().to_owned()));
            }
        }
    }
}

fn known(name: &str) -> Option<&'static str> {
    KNOWN.into_iter().find(|known| *known == name)
}

fn named(entity: &str) -> Option<char> {
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}
