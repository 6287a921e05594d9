//! Forms with a file in them (RFC 7578).

use memchr::memmem;

/// The boundary between the parts of such a form; `None` if the type of the body is another.
pub(super) fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"'))
    });
    boundary.filter(|boundary| !boundary.is_empty())
}

/// The names and the texts of the parts. Files are texts too; what is no text, or has no name, is
/// passed over.
pub(super) fn parse(body: &[u8], boundary: &str) -> Vec<(String, String)> {
    let mark = format!("--{boundary}");
    // What follows a mark is a part, or `--` after the last one.
    let marks: Vec<usize> = memmem::find_iter(body, &mark).collect();
    let between = marks.iter().zip(marks.iter().skip(1));
    between.filter_map(|(from, to)| part(body.get(from + mark.len()..*to)?)).collect()
}

fn part(bytes: &[u8]) -> Option<(String, String)> {
    let bytes = bytes.strip_prefix(b"\r\n")?.strip_suffix(b"\r\n")?;
    let end = memmem::find(bytes, b"\r\n\r\n")?;
    let head = str::from_utf8(bytes.get(..end)?).ok()?;
    let text = str::from_utf8(bytes.get(end + 4..)?).ok()?;
    let disposition = head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    let name = disposition.split(';').find_map(|part| part.trim().strip_prefix("name="))?;
    Some((name.trim_matches('"').to_owned(), text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boundary_is_that_of_the_type() {
        for (text, expected) in [
            ("multipart/form-data; boundary=x1", Some("x1")),
            ("Multipart/Form-Data;charset=utf-8; Boundary=\"a b\"", Some("a b")),
            ("multipart/form-data", None),
            ("multipart/form-data; boundary=", None),
            ("application/x-www-form-urlencoded; boundary=x", None),
        ] {
            assert_eq!(boundary(text), expected, "{text}");
        }
    }

    #[test]
    fn parts_have_names_and_texts() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\nmake\r\n\
            --x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a;b.json\"\r\n\
            Content-Type: application/json\r\n\r\n{\r\n\r\n}\r\n--x\r\n\
            Content-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--x--\r\n";
        let expected = [("what", "make"), ("file", "{\r\n\r\n}"), ("empty", "")];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(parse(body, "x"), expected);
    }

    #[test]
    fn what_is_cut_off_or_odd_is_passed_over() {
        let head = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
        for body in [
            "",
            "--x",
            "--x--",
            "--x--x--x",
            head,
            &format!("{head}text"),
            "--x\r\n\r\ntext\r\n--x--",
            "--x\r\nContent-Disposition: form-data\r\n\r\ntext\r\n--x--",
        ] {
            assert_eq!(parse(body.as_bytes(), "x"), [], "{body}");
        }
        let binary = [head.as_bytes(), b"\xff\r\n--x--"].concat();
        assert_eq!(parse(&binary, "x"), []);
    }
}
