//! From [`Filter`] to [`Expr`]: names, types and operators are settled here, once.

use super::target::{element_target, means_itself, part_target, place, refusal};
use super::typed::{Expr, Target, Value};
use super::{Filter, Literal, Op, address, literal, mixed, primary};
use crate::definition::{Definition, Located, Resolved};
use crate::path::AttrPath;
use crate::schema::{Attribute, Type};
use crate::{Error, Rules, urn};

impl Definition {
    /// Settles a filter on resources of this type. An unknown attribute, an operator that the
    /// attribute's type does not have (RFC 7644 §3.4.2.2), a literal of another type or an
    /// attribute that is never returned is 400 `invalidFilter`.
    ///
    /// An attribute of a schema that nobody knows is one without value: unless the definition is
    /// closed, attributes are learned, and a client that matches by one asks before it has sent any.
    pub fn check(&self, filter: &Filter) -> Result<Expr, Error> {
        Checker::new(self, Unknown::InvalidFilter).expr(filter, Scope::Resource)
    }

    /// As [`Self::check`], but an attribute that is unknown is one without value: what a search
    /// across resource types needs (RFC 7644 §3.4.2.1).
    pub fn check_lenient(&self, filter: &Filter) -> Result<Expr, Error> {
        Checker::new(self, Unknown::NoValue).expr(filter, Scope::Resource)
    }
}

/// Settles the filter in the brackets of a PATCH path: a condition on one value of `attribute`.
/// Sub-attributes that are unknown have no value, unless only what is known may be sent.
pub(crate) fn check_element(
    definition: &Definition,
    attribute: &Attribute,
    filter: &Filter,
    rules: Rules,
) -> Result<Expr, Error> {
    let unknown = if rules.known_only { Unknown::InvalidSyntax } else { Unknown::NoValue };
    Checker { definition, unknown, exact: rules.exact_filters }
        .expr(filter, Scope::Element(attribute))
}

/// What the paths of a filter start from.
#[derive(Clone, Copy)]
enum Scope<'d> {
    Resource,
    /// One value of a multi-valued attribute.
    Element(&'d Attribute),
    /// The value of a complex attribute that is not multi-valued, seen from the resource.
    Inside {
        extension: Option<&'d str>,
        attribute: &'d Attribute,
    },
}

struct Checker<'d> {
    definition: &'d Definition,
    unknown: Unknown,
    /// Whether a literal must be of the attribute's type, as [`Rules::exact_filters`] has it.
    exact: bool,
}

/// What becomes of an attribute that is unknown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unknown {
    /// It has no value.
    NoValue,
    /// The filter of a query is wrong.
    InvalidFilter,
    /// The message that the filter is part of is wrong.
    InvalidSyntax,
}

impl<'d> Checker<'d> {
    /// For a filter on resources. What is closed is read exactly.
    fn new(definition: &'d Definition, unknown: Unknown) -> Self {
        Self { definition, unknown, exact: definition.is_closed() }
    }

    fn expr(&self, filter: &Filter, scope: Scope<'d>) -> Result<Expr, Error> {
        match filter {
            Filter::Present(path) if self.means_emails(path, scope) => {
                self.expr(&Filter::Present(AttrPath::new("emails", Some("value"))), scope)
            }
            Filter::Compare(path, op, literal) if self.means_emails(path, scope) => {
                let emails = AttrPath::new("emails", Some("value"));
                self.expr(&Filter::Compare(emails, *op, literal.clone()), scope)
            }
            Filter::Or(parts) => Ok(Expr::any(self.exprs(parts, scope)?)),
            Filter::And(parts) => Ok(Expr::all(self.exprs(parts, scope)?)),
            Filter::Not(inner) => Ok(self.expr(inner, scope)?.negate()),
            Filter::Present(path) => {
                if let Some((list, sub)) = self.list_in_list(path, scope) {
                    return self.value_path(&list, &Filter::Present(sub), scope);
                }
                match self.target(path, scope)? {
                    Some(target) => Ok(mixed::present(target, self.value_part(path, scope))),
                    None => self.unknown(path, Expr::Never),
                }
            }
            Filter::Compare(path, op, literal) => {
                let Some((list, sub)) = self.list_in_list(path, scope) else {
                    return self.compare(path, *op, literal, scope);
                };
                let compare = Filter::Compare(sub.clone(), *op, literal.clone());
                let some = self.value_path(&list, &compare, scope)?;
                if *op != Op::Ne || *literal == Literal::Null {
                    return Ok(some);
                }
                let present = self.value_path(&list, &Filter::Present(sub), scope)?;
                Ok(Expr::Any(vec![present.negate(), some]))
            }
            Filter::ValuePath { path, filter } => self.value_path(path, filter, scope),
        }
    }

    /// Whether a path is `email`, as clients call the value of `emails` that know only one, and no
    /// attribute of that name was learned.
    fn means_emails(&self, path: &AttrPath, scope: Scope<'d>) -> bool {
        matches!(scope, Scope::Resource)
            && !self.definition.is_closed()
            && path.name.eq_ignore_ascii_case("email")
            && path.urn.is_none()
            && path.sub.is_none()
            && self.definition.core().attribute("emails").is_some_and(Attribute::is_standard)
            && self.definition.resolve(path).is_none()
    }

    /// For a multi-valued sub-attribute of a multi-valued attribute, as a custom one can be: the
    /// paths of both, so that each list is seen from where it begins.
    fn list_in_list(&self, path: &AttrPath, scope: Scope<'d>) -> Option<(AttrPath, AttrPath)> {
        if !matches!(scope, Scope::Resource) {
            return None;
        }
        match self.definition.resolve(path)? {
            Resolved::Attribute { extension, attribute, sub: Some(sub) }
                if attribute.multi_valued && sub.multi_valued =>
            {
                let list = AttrPath {
                    urn: extension.map(str::to_owned),
                    name: attribute.name.clone(),
                    sub: None,
                };
                Some((list, AttrPath::new(sub.name.clone(), None)))
            }
            _ => None,
        }
    }

    fn exprs(&self, parts: &[Filter], scope: Scope<'d>) -> Result<Vec<Expr>, Error> {
        parts.iter().map(|part| self.expr(part, scope)).collect()
    }

    fn unknown(&self, path: &AttrPath, lenient: Expr) -> Result<Expr, Error> {
        match self.unknown {
            Unknown::NoValue => Ok(lenient),
            Unknown::InvalidFilter if self.may_come(path) => Ok(lenient),
            Unknown::InvalidFilter => Err(Error::invalid_filter(format!(
                "{} has no attribute '{path}'",
                self.definition.name()
            ))),
            Unknown::InvalidSyntax => Err(self.definition.unknown(path)),
        }
    }

    /// Whether a path names a schema that may be learned yet. Below a schema that is known, as the
    /// core schemas are everywhere, an unknown name is a mistake.
    fn may_come(&self, path: &AttrPath) -> bool {
        let text = path.to_string();
        !self.definition.is_closed()
            && !self.definition.is_custom()
            && path.urn.is_some()
            && self.definition.locate(&text) == Located::Foreign
            && [urn::USER, urn::GROUP].iter().all(|core| urn::strip_prefix(&text, core).is_none())
    }

    fn compare(
        &self,
        path: &AttrPath,
        op: Op,
        literal: &Literal,
        scope: Scope<'d>,
    ) -> Result<Expr, Error> {
        let Some(target) = self.target(path, scope)? else {
            let satisfied = (op == Op::Ne) != (*literal == Literal::Null);
            return self.unknown(path, if satisfied { Expr::Always } else { Expr::Never });
        };
        let part = self.value_part(path, scope);
        if *literal == Literal::Null {
            return match op {
                Op::Eq => Ok(mixed::present(target, part).negate()),
                Op::Ne => Ok(mixed::present(target, part)),
                _ => Err(Error::invalid_filter(format!("'{path} {}' needs a value", op.as_str()))),
            };
        }
        let Some(target) = self.simple(path, target, scope)? else {
            return Err(Error::invalid_filter(format!(
                "'{path}' is complex: compare one of its sub-attributes"
            )));
        };
        if !literal::has_operator(target.kind, op) {
            return Err(Error::invalid_filter(format!(
                "'{}' cannot be used with '{path}', which is of type {}",
                op.as_str(),
                target.kind.as_str()
            )));
        }
        let Some(value) = literal::convert(literal, target.kind, target.comparison, self.exact)
        else {
            return Err(Error::invalid_filter(format!(
                "{literal} cannot be compared with '{path}', which is of type {}",
                target.kind.as_str()
            )));
        };
        if let Some(primary) = self.primary(path, op, &value, scope) {
            return Ok(primary);
        }
        Ok(if self.definition.is_custom() {
            address::settle(self.definition, target, op, value)
        } else {
            let learned = self.leaf(path, scope).is_some_and(Attribute::is_learned);
            let whole = mixed::settle(target, op, value, Some(literal).filter(|_| learned));
            mixed::whole_or_part(whole, part, op, literal, self.exact)
        })
    }

    fn value_path(
        &self,
        path: &AttrPath,
        filter: &Filter,
        scope: Scope<'d>,
    ) -> Result<Expr, Error> {
        if !matches!(scope, Scope::Resource) {
            return Err(Error::invalid_filter("brackets cannot stand within brackets"));
        }
        let (extension, attribute) = match self.definition.resolve(path) {
            Some(Resolved::Attribute { extension, attribute, sub: None }) => {
                allowed(path, extension, attribute, None)?;
                (extension, attribute)
            }
            Some(_) => {
                return Err(Error::invalid_filter(format!("brackets cannot follow '{path}'")));
            }
            None => return self.unknown(path, Expr::Never),
        };
        if !attribute.multi_valued {
            if attribute.has_parts() {
                return self.expr(filter, Scope::Inside { extension, attribute });
            }
            return Err(Error::invalid_filter(format!("'{path}' has only one, simple value")));
        }
        let filter = self.expr(filter, Scope::Element(attribute))?;
        let list = self.place(extension, attribute, None);
        Ok(match filter {
            // One comparison on an element is one on the list, for which there may be an index.
            Expr::Compare { target, op, value } if op != Op::Ne && target.multi.is_none() => {
                Expr::Compare {
                    target: self.seen_from_resource(extension, attribute, target),
                    op,
                    value,
                }
            }
            Expr::Present(target) if target.multi.is_none() => {
                Expr::Present(self.seen_from_resource(extension, attribute, target))
            }
            filter => Expr::Element { target: list, filter: Box::new(filter) },
        })
    }

    /// The target of an element, seen from the resource.
    fn seen_from_resource(
        &self,
        extension: Option<&'d str>,
        attribute: &'d Attribute,
        target: Target,
    ) -> Target {
        let sub = target.steps.first().and_then(|name| attribute.sub(name));
        self.place(extension, attribute, sub)
    }

    /// Where a path leads; `None` if the attribute is unknown.
    fn target(&self, path: &AttrPath, scope: Scope<'d>) -> Result<Option<Target>, Error> {
        match scope {
            Scope::Resource => match self.definition.resolve(path) {
                Some(Resolved::Attribute { extension, attribute, sub }) => {
                    allowed(path, extension, attribute, sub)?;
                    Ok(Some(self.place(extension, attribute, sub)))
                }
                _ => Ok(None),
            },
            Scope::Element(attribute) => {
                allowed(path, None, attribute, attribute.sub(&path.name))?;
                Ok(element_target(attribute, path))
            }
            Scope::Inside { extension, attribute } if means_itself(attribute, path) => {
                Ok(Some(self.place(extension, attribute, None)))
            }
            Scope::Inside { extension, attribute } => {
                let sub = attribute.sub(&path.name);
                let Some(sub) = sub.filter(|_| path.urn.is_none() && path.sub.is_none()) else {
                    return Ok(None);
                };
                allowed(path, extension, attribute, Some(sub))?;
                Ok(Some(self.place(extension, attribute, Some(sub))))
            }
        }
    }

    /// Beside the target of `value` where that is a value as a whole: the part of that name, which
    /// others have who sent objects.
    fn value_part(&self, path: &AttrPath, scope: Scope<'d>) -> Option<Target> {
        match scope {
            Scope::Element(attribute) if means_itself(attribute, path) => {
                attribute.sub("value").map(part_target)
            }
            Scope::Inside { extension, attribute } if means_itself(attribute, path) => {
                Some(self.place(extension, attribute, Some(attribute.sub("value")?)))
            }
            _ => None,
        }
    }

    /// The attribute at the end of a path.
    fn leaf(&self, path: &AttrPath, scope: Scope<'d>) -> Option<&'d Attribute> {
        match scope {
            Scope::Resource => match self.definition.resolve(path)? {
                Resolved::Attribute { attribute, sub, .. } => Some(sub.unwrap_or(attribute)),
                Resolved::Schema { .. } => None,
            },
            Scope::Element(attribute) | Scope::Inside { attribute, .. } => {
                Some(attribute.sub(&path.name).unwrap_or(attribute))
            }
        }
    }

    /// Of a complex target, that of its `value`.
    fn simple(
        &self,
        path: &AttrPath,
        target: Target,
        scope: Scope<'d>,
    ) -> Result<Option<Target>, Error> {
        if target.kind != Type::Complex {
            return Ok(Some(target));
        }
        if !matches!(scope, Scope::Resource) || path.sub.is_some() && path.urn.is_none() {
            return Ok(None);
        }
        match self.definition.resolve(path) {
            Some(Resolved::Attribute { extension, attribute, sub: None }) => {
                let Some(value) = attribute.sub("value") else { return Ok(None) };
                allowed(path, extension, attribute, Some(value))?;
                Ok(Some(self.place(extension, attribute, Some(value))))
            }
            _ => Ok(None),
        }
    }

    /// A comparison with `primary` of a list's values; `None` if it is none.
    fn primary(&self, path: &AttrPath, op: Op, value: &Value, scope: Scope<'d>) -> Option<Expr> {
        match scope {
            Scope::Element(attribute) => primary::settle(None, attribute, &path.name, op, value),
            Scope::Inside { .. } => None,
            Scope::Resource => match self.definition.resolve(path)? {
                Resolved::Attribute { extension, attribute, sub: Some(sub) } => {
                    let list = self.place(extension, attribute, None);
                    primary::settle(Some(list), attribute, &sub.name, op, value)
                }
                _ => None,
            },
        }
    }

    fn place(
        &self,
        extension: Option<&'d str>,
        attribute: &'d Attribute,
        sub: Option<&'d Attribute>,
    ) -> Target {
        place(self.definition, extension, attribute, sub)
    }
}

/// Refuses to compare what must not or cannot be compared.
fn allowed(
    path: &AttrPath,
    extension: Option<&str>,
    attribute: &Attribute,
    sub: Option<&Attribute>,
) -> Result<(), Error> {
    match refusal(extension, attribute, sub) {
        Some(why) => Err(Error::invalid_filter(format!("'{path}' {why}"))),
        None => Ok(()),
    }
}
