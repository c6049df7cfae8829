//! Makes the account what the plan says: ordered steps, waiting, retries, report.
