//! One file per verb: its arguments (whose doc comments are the help) and its run.
