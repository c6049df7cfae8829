//! Compares two accounts and classes what differs. Pure.
