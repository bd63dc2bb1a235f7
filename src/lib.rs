//! The Collection.
