//! Unit tests of the Collection, one module per rule group.
