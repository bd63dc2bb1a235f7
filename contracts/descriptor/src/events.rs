//! Events of the Descriptor.

use alloy_sol_types::sol;

sol! {
    /// The names, description, picture and link of `collection` were set.
    #[derive(Debug)]
    event Configured(address indexed collection);

    /// The pictures of a series lie at `base` + index in the series + `extension`; both empty: by content id again.
    #[derive(Debug)]
    event MediaSet(address indexed collection, uint32 indexed series, string base, string extension);
}
