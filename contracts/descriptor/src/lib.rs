//! The Descriptor.
