use proptest::prelude::*;

use crate::Definition;
use crate::filter::{Filter, Literal, Op};
use crate::path::AttrPath;

fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z][a-zA-Z0-9_$-]{0,6}"
        .prop_filter("'not' is a keyword", |name| !name.eq_ignore_ascii_case("not"))
}

fn path() -> impl Strategy<Value = AttrPath> {
    let urn = proptest::option::of(prop_oneof![
        Just("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User".to_owned()),
        "urn:[a-z]{1,5}:[0-9]\\.[0-9]",
    ]);
    (urn, name(), proptest::option::of(name())).prop_map(|(urn, name, sub)| AttrPath {
        urn,
        name,
        sub,
    })
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        ".{0,12}".prop_map(Literal::Text),
        any::<i64>().prop_map(|number| Literal::Number(number.into())),
        any::<bool>().prop_map(Literal::Boolean),
        Just(Literal::Null),
    ]
}

fn term() -> impl Strategy<Value = Filter> {
    prop_oneof![
        path().prop_map(Filter::Present),
        (path(), proptest::sample::select(Op::ALL.to_vec()), literal())
            .prop_map(|(path, op, literal)| Filter::Compare(path, op, literal)),
    ]
}

fn tree(leaf: BoxedStrategy<Filter>) -> BoxedStrategy<Filter> {
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Filter::And),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(Filter::Or),
            inner.prop_map(|inner| Filter::Not(Box::new(inner))),
        ]
    })
    .boxed()
}

fn filter() -> BoxedStrategy<Filter> {
    let value_path = (name(), tree(term().boxed())).prop_map(|(name, filter)| Filter::ValuePath {
        path: AttrPath::new(name, None),
        filter: Box::new(filter),
    });
    tree(prop_oneof![3 => term(), 1 => value_path].boxed())
}

proptest! {
    #[test]
    fn parsing_undoes_printing(filter in filter()) {
        let text = filter.to_string();
        prop_assert_eq!(Filter::parse(&text), Ok(filter), "{}", text);
    }

    #[test]
    fn any_text_is_a_filter_or_an_error(text in "[a-z \"\\[\\]().\\\\:0-9é]{0,60}") {
        if let Ok(filter) = Filter::parse(&text) {
            let printed = filter.to_string();
            prop_assert_eq!(Filter::parse(&printed), Ok(filter.clone()));
            // Whether an attribute is known is all that the lenient form overlooks.
            if let Ok(expr) = Definition::user().check(&filter) {
                prop_assert_eq!(Definition::user().check_lenient(&filter), Ok(expr));
            }
        }
    }
}
