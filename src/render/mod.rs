//! Plans, diffs and reports as text and in machine formats. No decisions.
