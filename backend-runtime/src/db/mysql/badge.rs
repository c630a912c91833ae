//! What the holder of the runner lock tells of itself: its process and since when it has the lock.
//!
//! The server says only who holds a lock whose name one knows. So each bit of the two numbers is the name of another lock,
//! which the holder has or has not. Like the runner lock they end with the connection, and nobody needs a table or a
//! privilege to read them. The last lock says that all the others are there.

/// A number of the badge: the letter of its locks, and its bits (Linux counts processes up to 2²², seconds are those
/// since 1970).
type Field = (char, u32);

const PROCESS: Field = ('p', 22);
const SECONDS: Field = ('t', 34);

/// Takes the locks of a badge; whether it worked does not matter to the runner.
pub(super) fn put_on(lock: &str, pid: u32, seconds: u64) -> String {
    let taken: Vec<String> = [(PROCESS, u64::from(pid)), (SECONDS, seconds)]
        .into_iter()
        .flat_map(|((letter, bits), number)| {
            let ones = (0..bits).filter(move |bit| number >> bit & 1 == 1);
            ones.map(move |bit| format!("GET_LOCK({}, 1)", name(lock, letter, bit)))
        })
        .collect();
    let (sum, count) = (taken.join(" + "), taken.len());
    format!(
        "SELECT CAST(IF({sum} = {count}, GET_LOCK({}, 1), 0) AS CHAR)",
        whole(lock)
    )
}

/// Gives the locks of a badge back, the last one first.
pub(super) fn take_off(lock: &str) -> String {
    let names = [PROCESS, SECONDS]
        .into_iter()
        .flat_map(|(letter, bits)| (0..bits).map(move |bit| name(lock, letter, bit)));
    let releases: Vec<String> = std::iter::once(whole(lock))
        .chain(names)
        .map(|name| format!("CAST(RELEASE_LOCK({name}) AS CHAR)"))
        .collect();
    format!("SELECT {}", releases.join(", "))
}

/// Two columns, NULL when the connection `id` wears no badge: its process, and since when in UTC.
pub(super) fn read(lock: &str, id: &str) -> String {
    let number = |(letter, bits): Field| {
        let terms: Vec<String> = (0..bits)
            .map(|bit| {
                let name = name(lock, letter, bit);
                format!("COALESCE(IS_USED_LOCK({name}) = {id}, 0) * {}", 1u64 << bit)
            })
            .collect();
        terms.join(" + ")
    };
    let whole = whole(lock);
    format!(
        "CAST(IF(IS_USED_LOCK({whole}) = {id}, {}, NULL) AS CHAR), \
         CAST(IF(IS_USED_LOCK({whole}) = {id}, TIMESTAMP('1970-01-01') + INTERVAL ({}) SECOND, NULL) AS CHAR)",
        number(PROCESS),
        number(SECONDS)
    )
}

fn name(lock: &str, letter: char, bit: u32) -> String {
    format!("CONCAT({lock}, ':{letter}{bit}')")
}

fn whole(lock: &str) -> String {
    format!("CONCAT({lock}, ':ok')")
}

#[cfg(test)]
mod tests {
    use super::put_on;

    #[test]
    fn a_badge_has_a_lock_for_each_bit_that_is_set() {
        let sql = put_on("'x'", 0b101, 0b10);
        assert_eq!(
            sql,
            "SELECT CAST(IF(GET_LOCK(CONCAT('x', ':p0'), 1) + GET_LOCK(CONCAT('x', ':p2'), 1) + \
             GET_LOCK(CONCAT('x', ':t1'), 1) = 3, GET_LOCK(CONCAT('x', ':ok'), 1), 0) AS CHAR)"
        );
    }
}
