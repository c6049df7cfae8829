//! Reads what an account holds, each collection once, into the account form.
