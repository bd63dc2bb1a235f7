//! What the errors of publishing mean for the command: which kind, which exit code.

use super::{Error, InputError, KeyError, NetworkError};

impl From<colophon_publish::Error> for Error {
    fn from(error: colophon_publish::Error) -> Self {
        use colophon_publish::Error as From;
        let text = error.to_string();
        match error {
            From::Settings { .. } => Self::Usage(text),
            From::Credentials(_) | From::Denied { .. } => KeyError::Access(text).into(),
            From::File { .. }
            | From::Unsuitable { .. }
            | From::Name { .. }
            | From::Changed { .. }
            | From::Empty
            | From::Ids(_) => InputError::Unpublishable(text).into(),
            From::RootDiffers { .. } | From::Differs { .. } => Self::Differs(text),
            // What a place answers, or does not; also what may be added later.
            _ => NetworkError::Place(text).into(),
        }
    }
}
