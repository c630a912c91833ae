//! Dates, times and durations (RFC 3339 §5.6 and appendix A).

/// Two digits as a number.
fn two(bytes: &[u8]) -> Option<u32> {
    match bytes {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some(u32::from(a - b'0') * 10 + u32::from(b - b'0')),
        _ => None,
    }
}

fn is_date(bytes: &[u8]) -> Option<()> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes else {
        return None;
    };
    let year = two(&[*y1, *y2])? * 100 + two(&[*y3, *y4])?;
    let days = match two(&[*m1, *m2])? {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => return None,
    };
    (1..=days).contains(&two(&[*d1, *d2])?).then_some(())
}

fn is_time(bytes: &[u8]) -> Option<()> {
    let (hour, minute, second) = (
        two(bytes.get(0..2)?)?,
        two(bytes.get(3..5)?)?,
        two(bytes.get(6..8)?)?,
    );
    if bytes[2] != b':' || bytes[5] != b':' || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let mut rest = &bytes[8..];
    if let [b'.', fraction @ ..] = rest {
        let digits = fraction
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if digits == 0 {
            return None;
        }
        rest = &fraction[digits..];
    }
    let offset = match rest {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two(&[*h1, *h2])?, two(&[*m1, *m2])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let offset = (hours * 60 + minutes).cast_signed();
            if *sign == b'+' { offset } else { -offset }
        }
        _ => return None,
    };
    // A leap second is the last one of a day in UTC.
    let utc = ((hour * 60 + minute).cast_signed() - offset).rem_euclid(24 * 60);
    (second < 60 || utc == 24 * 60 - 1).then_some(())
}

/// RFC 3339 §5.6
pub fn date(text: &str) -> bool {
    is_date(text.as_bytes()).is_some()
}

/// RFC 3339 §5.6
pub fn time(text: &str) -> bool {
    is_time(text.as_bytes()).is_some()
}

/// RFC 3339 §5.6
pub fn date_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() > 11
        && matches!(bytes[10], b'T' | b't')
        && is_date(&bytes[..10]).is_some()
        && is_time(&bytes[11..]).is_some()
}

/// Takes `digits unit` pairs whose units come in this order.
fn units<'a>(mut bytes: &'a [u8], units: &[u8]) -> Option<(&'a [u8], usize)> {
    let (mut next, mut count) = (0, 0);
    loop {
        let digits = bytes
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let Some(unit) = bytes.get(digits).filter(|_| digits > 0) else {
            return (digits == 0).then_some((bytes, count));
        };
        let place = units.iter().position(|known| known == unit)?;
        // Units are not left out between others: a day after a year needs the month.
        if place < next || (count > 0 && place != next) {
            return None;
        }
        (next, count) = (place + 1, count + 1);
        bytes = &bytes[digits + 1..];
    }
}

/// RFC 3339, appendix A
pub fn duration(text: &str) -> bool {
    let Some(rest) = text.as_bytes().strip_prefix(b"P") else {
        return false;
    };
    if let Some((b'W', digits)) = rest.split_last() {
        return !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    }
    let Some((rest, days)) = units(rest, b"YMD") else {
        return false;
    };
    match rest {
        [] => days > 0,
        [b'T', clock @ ..] => matches!(units(clock, b"HMS"), Some(([], count)) if count > 0),
        _ => false,
    }
}
