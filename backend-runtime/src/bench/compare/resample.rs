//! Resampling: how far a change may be off, and how far apart A and A are.

use super::{Block, Metric};
use crate::bench::request::Random;

/// Resamples of each kind.
const ROUNDS: usize = 1000;
/// The confidence of an interval. Five figures are looked at, so each needs more than 95 %.
const CONFIDENCE: f64 = 0.99;

/// Blocks that were measured next to each other: A B B A, so that a drift of the machine falls on both sides alike.
pub(crate) type Quad = [Block; 4];

/// The bounds of a change, and the largest change seen between A and A, for each metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) resolution: f64,
    /// How often chance alone, by exchanging A and B, makes a change this large.
    pub(crate) chance: f64,
}

/// For quads: resamples whole quads, and relabels inside them for the comparison of A with A.
pub(crate) fn of_quads(quads: &[Quad], seed: u64) -> [Bounds; Metric::ALL.len()] {
    let mut random = Random::new(seed);
    let changes = (0..ROUNDS).map(|_| {
        let picks = (0..quads.len()).map(|_| &quads[random.below(quads.len() as u64) as usize]);
        let (mut a, mut b) = (Block::default(), Block::default());
        for [first, second, third, fourth] in picks {
            [first, fourth].iter().for_each(|block| a.merge(block));
            [second, third].iter().for_each(|block| b.merge(block));
        }
        changes(&a, &b)
    });
    let changes: Vec<_> = changes.collect();
    let mut random = Random::new(seed ^ 1);
    let null = (0..ROUNDS).map(|_| {
        let (mut left, mut right) = (Block::default(), Block::default());
        for [first, second, third, fourth] in quads {
            // Each side gets one block of A and one of B, so a real difference cancels and only noise is left.
            let (mine, theirs) = if random.below(2) == 0 {
                ([first, third], [fourth, second])
            } else {
                ([fourth, second], [first, third])
            };
            mine.iter().for_each(|block| left.merge(block));
            theirs.iter().for_each(|block| right.merge(block));
        }
        self::changes(&left, &right)
    });
    let null: Vec<_> = null.collect();
    let chance = Metric::ALL.map(|metric| by_exchanging_sides(quads, metric, &mut random));
    bounds(&changes, &null, 1.0, chance)
}

/// For runs made apart: resamples stretches of each, and compares halves of each for A with A.
pub(crate) fn of_runs(a: &[Block], b: &[Block], seed: u64) -> [Bounds; Metric::ALL.len()] {
    let mut random = Random::new(seed);
    let drawn: Vec<_> = (0..ROUNDS)
        .map(|_| changes(&stretches(a, &mut random), &stretches(b, &mut random)))
        .collect();
    let null = (0..ROUNDS).map(|round| {
        let (left, right) = halves(if round % 2 == 0 { a } else { b }, &mut random);
        changes(&left, &right)
    });
    let null: Vec<_> = null.collect();
    let chance = by_exchanging_stretches(a, b, &mut random);
    // Halves have half the data, so they differ √2 times as much as whole runs do.
    bounds(&drawn, &null, std::f64::consts::FRAC_1_SQRT_2, chance)
}

/// The sign test of Fisher: without a difference, A and B of a quad could as well be exchanged. How often does the
/// average change of the quads come out as far from zero as it did?
fn by_exchanging_sides(quads: &[Quad], metric: Metric, random: &mut Random) -> f64 {
    let changes = quads.iter().map(|[first, second, third, fourth]| {
        let (mut a, mut b) = (first.clone(), second.clone());
        a.merge(fourth);
        b.merge(third);
        let change = metric.compare(&a, &b).change;
        // Twice as slow and twice as fast are equally far from no change.
        if metric == Metric::ErrorRate {
            change
        } else {
            (1.0 + change).max(1e-9).ln()
        }
    });
    let changes: Vec<f64> = changes.collect();
    let observed = changes.iter().sum::<f64>().abs();
    if observed == 0.0 {
        return 1.0;
    }
    let all = changes.len() <= 12;
    let count = if all { 1u64 << changes.len() } else { 4096 };
    let as_far = (0..count).filter(|&number| {
        let signs = if all { number } else { random.next() };
        let sum: f64 = changes
            .iter()
            .enumerate()
            .map(|(index, change)| {
                if signs >> (index % 64) & 1 == 0 {
                    *change
                } else {
                    -change
                }
            })
            .sum();
        sum.abs() >= observed * (1.0 - 1e-9)
    });
    as_far.count() as f64 / count as f64
}

/// The same for runs made apart: stretches of both, dealt out anew.
fn by_exchanging_stretches(
    a: &[Block],
    b: &[Block],
    random: &mut Random,
) -> [f64; Metric::ALL.len()] {
    let whole = |blocks: &[Block]| {
        let mut all = Block::default();
        blocks.iter().for_each(|block| all.merge(block));
        all
    };
    let observed = changes(&whole(a), &whole(b));
    let length = (a.len().max(b.len()) as f64).cbrt().ceil() as usize;
    let stretches: Vec<Block> = a
        .chunks(length)
        .chain(b.chunks(length))
        .map(whole)
        .collect();
    let of_a = a.chunks(length).count();
    let mut as_far = [1.0; Metric::ALL.len()];
    for _ in 0..ROUNDS {
        let mut order: Vec<usize> = (0..stretches.len()).collect();
        for index in (1..order.len()).rev() {
            order.swap(index, random.below(index as u64 + 1) as usize);
        }
        let deal = |picked: &[usize]| {
            let mut all = Block::default();
            picked
                .iter()
                .for_each(|&index| all.merge(&stretches[index]));
            all
        };
        let drawn = changes(&deal(&order[..of_a]), &deal(&order[of_a..]));
        for ((count, drawn), observed) in as_far.iter_mut().zip(drawn).zip(observed) {
            *count += f64::from(drawn.abs() >= observed.abs());
        }
    }
    as_far.map(|count| count / (ROUNDS + 1) as f64)
}

/// As many blocks as there are, drawn as stretches of neighbours, because neighbours resemble each other.
fn stretches(blocks: &[Block], random: &mut Random) -> Block {
    let length = (blocks.len() as f64).cbrt().ceil() as usize;
    let mut merged = Block::default();
    let mut taken = 0;
    while taken < blocks.len() {
        let start = random.below(blocks.len() as u64) as usize;
        for step in 0..length.min(blocks.len() - taken) {
            merged.merge(&blocks[(start + step) % blocks.len()]);
            taken += 1;
        }
    }
    merged
}

/// A random half of the blocks, drawn in stretches, and the rest.
fn halves(blocks: &[Block], random: &mut Random) -> (Block, Block) {
    let length = (blocks.len() as f64).cbrt().ceil() as usize;
    let (mut left, mut right) = (Block::default(), Block::default());
    for pair in blocks.chunks(2 * length) {
        let (first, second) = pair.split_at(pair.len().div_ceil(2));
        let swap = random.below(2) == 0;
        first.iter().for_each(|block| {
            if swap {
                right.merge(block)
            } else {
                left.merge(block)
            }
        });
        second.iter().for_each(|block| {
            if swap {
                left.merge(block)
            } else {
                right.merge(block)
            }
        });
    }
    (left, right)
}

fn changes(a: &Block, b: &Block) -> [f64; Metric::ALL.len()] {
    Metric::ALL.map(|metric| metric.compare(a, b).change)
}

fn bounds(
    changes: &[[f64; Metric::ALL.len()]],
    null: &[[f64; Metric::ALL.len()]],
    scale: f64,
    chance: [f64; Metric::ALL.len()],
) -> [Bounds; Metric::ALL.len()] {
    std::array::from_fn(|metric| {
        let mut drawn: Vec<f64> = changes.iter().map(|change| change[metric]).collect();
        drawn.sort_by(f64::total_cmp);
        let mut apart: Vec<f64> = null.iter().map(|change| change[metric].abs()).collect();
        apart.sort_by(f64::total_cmp);
        let at = |sorted: &[f64], share: f64| {
            sorted[((sorted.len() - 1) as f64 * share).round() as usize]
        };
        Bounds {
            low: at(&drawn, (1.0 - CONFIDENCE) / 2.0),
            high: at(&drawn, f64::midpoint(1.0, CONFIDENCE)),
            resolution: at(&apart, CONFIDENCE) * scale,
            chance: chance[metric],
        }
    })
}
