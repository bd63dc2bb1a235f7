//! Positional arguments: how many there are, and each as the type that a method wants.

use serde_json::value::RawValue;
use serde_json::Value;

use super::error::RpcError;
use super::values::Wanted;

/// The arguments of one request.
#[derive(Debug, Default)]
pub(crate) struct Params(Vec<Value>);

impl Params {
    /// Absent, `null` and `[]` all mean none; anything but an array is refused.
    pub(crate) fn parse(raw: Option<&RawValue>) -> Result<Self, RpcError> {
        let text = raw.map_or("null", RawValue::get);
        match serde_json::from_str(text) {
            Ok(Value::Null) => Ok(Self::default()),
            Ok(Value::Array(values)) => Ok(Self(values)),
            _ => Err(RpcError::params("non-array args")),
        }
    }

    /// Refuses more arguments than a method has.
    pub(crate) fn at_most(&self, most: usize) -> Result<(), RpcError> {
        if self.0.len() <= most {
            return Ok(());
        }
        Err(RpcError::params(format!("too many arguments, want at most {most}")))
    }

    /// The argument at a position as it came; absent and null are the same.
    pub(crate) fn raw(&self, position: usize) -> Option<&Value> {
        self.0.get(position).filter(|value| !value.is_null())
    }

    /// An argument that may be left out.
    pub(crate) fn optional<T: Wanted>(&self, position: usize) -> Result<Option<T>, RpcError> {
        let value = self.raw(position).map(T::from_json).transpose();
        value.map_err(|wrong| wrong.argument(position))
    }

    /// An argument that must be there. `null` is a value like any other: most types refuse it.
    pub(crate) fn required<T: Wanted>(&self, position: usize) -> Result<T, RpcError> {
        let value = self.0.get(position).ok_or_else(|| {
            RpcError::params(format!("missing value for required argument {position}"))
        })?;
        T::from_json(value).map_err(|wrong| wrong.argument(position))
    }
}
