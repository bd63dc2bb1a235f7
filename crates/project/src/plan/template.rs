//! Prompt templates: `{trait}` is replaced by what the piece has, `{{` and `}}` are braces.

/// A template, read once and filled for every piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Hole(String),
}

/// Why a text is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A brace opens and never closes.
    #[error("the brace after {0:?} never closes; close it, or write {{{{ for a brace")]
    Open(String),
    /// A brace closes that was not open.
    #[error("the brace after {0:?} closes nothing; write }}}} for a brace")]
    Close(String),
    /// Nothing between braces.
    #[error("{{}} names no trait; write its name between the braces")]
    Empty,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// [`TemplateError`] says where and what to write.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, after) = rest.split_at(at);
            plain.push_str(before);
            let near =
                || plain.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
            if let Some(after) = after.strip_prefix("{{").or_else(|| after.strip_prefix("}}")) {
                plain.push(if rest[at..].starts_with('{') { '{' } else { '}' });
                rest = after;
                continue;
            }
            let Some(inside) = after.strip_prefix('{') else {
                return Err(TemplateError::Close(near()));
            };
            let Some((name, after)) = inside.split_once('}') else {
                return Err(TemplateError::Open(near()));
            };
            if name.contains('{') {
                return Err(TemplateError::Open(near()));
            }
            let name = name.trim();
            if name.is_empty() {
                return Err(TemplateError::Empty);
            }
            parts.push(Part::Text(std::mem::take(&mut plain)));
            parts.push(Part::Hole(name.to_owned()));
            rest = after;
        }
        plain.push_str(rest);
        parts.push(Part::Text(plain));
        parts.retain(|part| !matches!(part, Part::Text(text) if text.is_empty()));
        Ok(Self { parts })
    }

    /// The names in braces, in order, with repetitions.
    pub fn holes(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hole(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The text with every hole filled by what `value` gives for its name; an unknown name leaves nothing.
    #[must_use]
    pub fn fill<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.as_str(),
                Part::Hole(name) => value(name).unwrap_or_default(),
            })
            .collect()
    }
}
