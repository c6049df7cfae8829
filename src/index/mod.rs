//! Objects by kind, namespace and name; routes to listeners, policies to targets, backends to Services.
