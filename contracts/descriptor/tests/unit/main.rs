//! Unit tests of the Descriptor, one module per rule group.
