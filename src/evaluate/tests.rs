//! Requests against a small account.

use serde_json::json;

use super::*;

fn account() -> Account {
    let forward = |label: &str| json!({"forward": {"targetGroups": [{"targetGroupIdentifier": label, "weight": 1}]}});
    let rule = |priority: i32, http: serde_json::Value, action: serde_json::Value| json!({"priority": priority, "match": {"httpMatch": http}, "action": action});
    let prefix = |path: &str| json!({"caseSensitive": true, "match": {"prefix": path}});
    let not_found = json!({"fixedResponse": {"statusCode": 404}});
    let header = json!([{"name": "X-Env", "caseSensitive": false, "match": {"exact": "canary"}}]);
    serde_json::from_value(json!({
        "services": {
            "svc:shop": {"name": "shop", "customDomainName": "shop.example.com"},
            "svc:any": {"name": "any", "customDomainName": "*.example.com"},
            "svc:plain": {"name": "plain"},
        },
        "listeners": {
            "svc:shop/listener:80": {"name": "l", "port": 80, "protocol": "HTTP", "defaultAction": not_found},
            "svc:any/listener:443": {"name": "l", "port": 443, "protocol": "TLS_PASSTHROUGH", "defaultAction": forward("tg:tls")},
        },
        "rules": {
            "svc:shop/listener:80/rule:10": rule(10, json!({"pathMatch": prefix("/cart")}), forward("tg:cart")),
            "svc:shop/listener:80/rule:2": rule(2, json!({"method": "GET", "pathMatch": prefix("/cart"), "headerMatches": header}), forward("tg:canary")),
        },
    }))
    .expect("a well-formed account")
}

fn ask(account: &Account, method: &str, url: &str, headers: &[&str]) -> Result<(String, usize), Unserved> {
    let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
    let request = Request::parse(method, url, &headers).expect("a well-formed request");
    let answer = evaluate(account, &request)?;
    let action = match answer.action {
        RuleAction::Forward(forward) => forward.target_groups[0].target_group_identifier.clone(),
        RuleAction::FixedResponse(fixed) => fixed.status_code.to_string(),
    };
    Ok((action, answer.steps.len()))
}

#[test]
fn rules_are_asked_by_number_and_the_first_fit_answers() {
    let account = account();
    let shop = |method: &str, path: &str, headers: &[&str]| {
        ask(&account, method, &format!("http://shop.example.com{path}"), headers).expect("served")
    };
    assert_eq!(shop("GET", "/cart/7?x=1", &["x-env: Canary"]), ("tg:canary".to_owned(), 1));
    assert_eq!(shop("GET", "/cart/7", &["x-env: canary-2"]), ("tg:cart".to_owned(), 2));
    assert_eq!(shop("POST", "/cart", &["x-env: canary"]), ("tg:cart".to_owned(), 2));
    assert_eq!(shop("GET", "/Cart", &[]), ("404".to_owned(), 2));
}

#[test]
fn a_prefix_that_ends_inside_an_element_is_told() {
    let account = account();
    let told = |url: &str| {
        let request = Request::parse("GET", url, &[]).expect("a well-formed request");
        evaluate(&account, &request).expect("served").steps[1].inside_element
    };
    assert!(told("http://shop.example.com/cartoon"));
    assert!(!told("http://shop.example.com/cart"));
    assert!(!told("http://shop.example.com/cart/oon"));
}

#[test]
fn hosts_ports_and_protocols_must_fit() {
    let account = account();
    assert_eq!(ask(&account, "GET", "https://other.example.com/", &[]), Ok(("tg:tls".to_owned(), 0)));
    let refused = |url: &str| ask(&account, "GET", url, &[]).expect_err("unserved");
    assert!(matches!(refused("http://elsewhere.test/"), Unserved::NoService { known, .. } if known.len() == 3));
    assert!(
        matches!(refused("http://shop.example.com:8080/"), Unserved::NoListener { ports, .. } if ports == ["80 HTTP"])
    );
    assert!(matches!(refused("https://shop.example.com:80/"), Unserved::Protocol { .. }));
    assert!(matches!(refused("http://plain/"), Unserved::NoListener { .. }));
}

#[test]
fn malformed_requests_are_told() {
    let parse = |url: &str, headers: &[&str]| {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        Request::parse("GET", url, &headers)
    };
    assert!(matches!(parse("ftp://a/", &[]), Err(RequestError::Scheme(_))));
    assert!(matches!(parse("shop/cart", &[]), Err(RequestError::Url(_) | RequestError::Scheme(_))));
    assert!(matches!(parse("http://a b/", &[]), Err(RequestError::Url(_))));
    assert!(matches!(parse("http://a:99999/", &[]), Err(RequestError::Url(_))));
    assert!(matches!(parse("http://a/", &["no colon"]), Err(RequestError::Header(_))));
    assert_eq!(parse("https://A.Example", &[]).expect("a URL").port, 443);
}
