//! The rules that contract, command line and browser share.
