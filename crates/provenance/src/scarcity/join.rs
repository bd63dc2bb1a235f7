//! The first draft of a roster: traits are joined one after another, each by a matching between the combinations so far and its
//! values, so that what rules and uniqueness say about the traits joined so far holds wherever a matching can make it hold.
//!
//! A join starts from a random column and keeps what is allowed of it; only rows without an allowed value are placed by exchanges
//! along alternating paths. The draft is therefore as random as the rules permit, and not lumpy as a matching from nothing would be.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec;
use alloc::vec::Vec;

use super::mix::{scramble, Mix};
use super::pairs::Pairs;
use super::rules::{Implication, Rules};
use super::Table;

/// A column for each trait, one value for each row.
pub(super) type Columns = Vec<Vec<u32>>;

pub(super) fn value(columns: &Columns, of: usize, row: usize) -> u32 {
    columns.get(of).and_then(|column| column.get(row)).copied().unwrap_or(0)
}

/// What one value of one trait adds to the fingerprint of a combination.
pub(super) fn mark(of: usize, value: u32) -> u64 {
    scramble(((of as u64) << 32) ^ u64::from(value) ^ 0x5eed_0000_0000_0000)
}

/// How a draft is made.
#[derive(Clone, Debug)]
pub(super) struct Manner {
    /// The traits, in the order in which they are joined.
    pub(super) order: Vec<usize>,
    /// Whether combinations of the first traits are kept as many as can be, at the price of being less random: where few
    /// combinations are possible, pieces that share values of the first traits find no different ones of the last.
    pub(super) spread: bool,
}

/// A draft: all traits joined.
pub(super) fn draft(
    table: &Table,
    rules: &Rules,
    pairs: &Pairs,
    manner: &Manner,
    mix: &mut Mix,
) -> Columns {
    let mut columns: Columns = table.counts.iter().map(|counts| mix.column(counts)).collect();
    let bound = table.unique || !rules.implications.is_empty() || !pairs.is_empty();
    for (at, of) in manner.order.iter().enumerate().filter(|(at, _)| bound && *at > 0) {
        let (placed, rest) = manner.order.split_at(at);
        let later = rest.get(1..).unwrap_or(&[]);
        let known = |trait_| placed.contains(&trait_) || trait_ == *of;
        let implications: Vec<&Implication> = rules
            .implications
            .iter()
            .filter(|one| one.traits().all(known) && one.traits().any(|trait_| trait_ == *of))
            .collect();
        let column = {
            let join = Join::new(table, pairs, implications, &columns, (placed, *of, later));
            let spread = manner.spread && table.unique && !later.is_empty();
            if spread {
                join.spread(mix)
            } else {
                join.run(u32::MAX, mix).0
            }
        };
        if let Some(place) = columns.get_mut(*of) {
            *place = column;
        }
    }
    columns
}

/// One trait joined to those before it.
#[derive(Clone)]
struct Join<'a> {
    table: &'a Table,
    pairs: &'a Pairs,
    implications: Vec<&'a Implication>,
    columns: &'a Columns,
    placed: &'a [usize],
    of: usize,
    later: &'a [usize],
    /// Rows with equal combinations so far: one of them, and how many.
    groups: Vec<(usize, u32)>,
    group_of: Vec<usize>,
    /// How many rows of a group have a value.
    filled: BTreeMap<(usize, u32), u32>,
    /// What a group has room for, once computed.
    rooms: BTreeMap<(usize, u32), u32>,
    /// Rows by value.
    rows: Vec<Vec<usize>>,
    /// The place of each row in its list.
    place_of: Vec<usize>,
    /// Pieces of a value that no row has yet.
    spare: Vec<u32>,
    column: Vec<u32>,
    steps: usize,
    /// The most rows in a combination.
    most: u32,
}

/// A search for an alternating path: from where groups and values were reached.
struct Reached {
    value_from: Vec<Option<usize>>,
    group_from: BTreeMap<usize, (u32, usize)>,
}

impl<'a> Join<'a> {
    fn new(
        table: &'a Table,
        pairs: &'a Pairs,
        implications: Vec<&'a Implication>,
        columns: &'a Columns,
        (placed, of, later): (&'a [usize], usize, &'a [usize]),
    ) -> Self {
        let length = table.supply as usize;
        let (mut ids, mut groups) = (BTreeMap::new(), Vec::<(usize, u32)>::new());
        let mut group_of = Vec::with_capacity(length);
        for row in 0..length {
            let key = placed
                .iter()
                .map(|of| mark(*of, value(columns, *of, row)))
                .fold(0, u64::wrapping_add);
            let group = *ids.entry(key).or_insert(groups.len());
            match groups.get_mut(group) {
                Some((_, size)) => *size = size.saturating_add(1),
                None => groups.push((row, 1)),
            }
            group_of.push(group);
        }
        let size = table.counts.get(of).map_or(0, Vec::len);
        Self {
            table,
            pairs,
            implications,
            columns,
            placed,
            of,
            later,
            groups,
            group_of,
            filled: BTreeMap::new(),
            rooms: BTreeMap::new(),
            rows: vec![Vec::new(); size],
            place_of: vec![0; length],
            spare: vec![0; size],
            column: columns.get(of).cloned().unwrap_or_default(),
            // What a search that succeeds needs many times over.
            steps: length.saturating_mul(200).saturating_add(1_000_000),
            most: u32::MAX,
        }
    }

    /// Joins with the smallest number of rows in any combination for which all rows find one.
    fn spread(self, mix: &mut Mix) -> Vec<u32> {
        let cells = self.groups.len().saturating_mul(self.spare.len());
        let mean = self.column.len().checked_div(cells).unwrap_or(0);
        let mut most = u32::try_from(mean).unwrap_or(u32::MAX).saturating_add(1);
        let length = u32::try_from(self.column.len()).unwrap_or(u32::MAX);
        loop {
            let (column, left) = self.clone().run(most, mix);
            if left == 0 || most >= length {
                return column;
            }
            most = most.saturating_add(most / 4).saturating_add(1);
        }
    }

    /// Joins with at most `most` rows in any combination; also how many rows found none.
    fn run(mut self, most: u32, mix: &mut Mix) -> (Vec<u32>, usize) {
        self.most = most;
        let mut open = Vec::new();
        for row in 0..self.column.len() {
            let wanted = self.column.get(row).copied().unwrap_or(0);
            let group = self.group_of.get(row).copied().unwrap_or(0);
            if self.has_room(group, wanted) {
                self.put(row, group, wanted);
            } else {
                self.add_spare(wanted, 1);
                open.push(row);
            }
        }
        // Groups that a search has left without a way out never get one again.
        let mut dead =
            Reached { value_from: vec![None; self.spare.len()], group_from: BTreeMap::new() };
        let mut left = Vec::new();
        for row in open {
            let group = self.group_of.get(row).copied().unwrap_or(0);
            let closed = dead.group_from.contains_key(&group) || self.steps == 0;
            match if closed { None } else { self.path(group, &mut dead, mix) } {
                Some((end, reached)) => self.exchange(row, group, end, &reached),
                None => left.push(row),
            }
        }
        let without = left.len();
        for row in left {
            // Against the rules, for the repair to exchange: the counts come first.
            let any =
                (0_u32..).zip(&self.spare).find(|(_, spare)| **spare > 0).map_or(0, |(v, _)| v);
            self.take_spare(any);
            if let Some(place) = self.column.get_mut(row) {
                *place = any;
            }
        }
        (self.column, without)
    }

    fn counts(&self, of: usize) -> &'a [u32] {
        self.table.counts.get(of).map_or(&[], Vec::as_slice)
    }

    fn add_spare(&mut self, value: u32, more: u32) {
        if let Some(spare) = self.spare.get_mut(value as usize) {
            *spare = spare.saturating_add(more);
        }
    }

    fn take_spare(&mut self, value: u32) {
        if let Some(spare) = self.spare.get_mut(value as usize) {
            *spare = spare.saturating_sub(1);
        }
    }

    fn has_room(&mut self, group: usize, value: u32) -> bool {
        let filled = self.filled.get(&(group, value)).copied().unwrap_or(0);
        filled < self.room(group, value)
    }

    /// How many rows of a group may have a value.
    fn room(&mut self, group: usize, value: u32) -> u32 {
        if let Some(room) = self.rooms.get(&(group, value)) {
            return *room;
        }
        let room = self.compute_room(group, value);
        self.rooms.insert((group, value), room);
        room
    }

    fn compute_room(&self, group: usize, new: u32) -> u32 {
        let Some((row, size)) = self.groups.get(group).copied() else { return 0 };
        let at = |of: usize| if of == self.of { new } else { value(self.columns, of, row) };
        let pair = |of: &usize| self.pairs.allowed((*of, at(*of)), (self.of, new));
        if !self.placed.iter().all(pair) || self.implications.iter().any(|one| one.broken(at)) {
            return 0;
        }
        if !self.table.unique {
            return size;
        }
        let size = size.min(self.most);
        let mut room = 1_u32;
        for later in self.later {
            let bound = |of: &usize| self.pairs.between(*of, *later);
            let bound: Vec<usize> =
                self.placed.iter().copied().chain([self.of]).filter(bound).collect();
            let open =
                |v: u32| bound.iter().all(|of| self.pairs.allowed((*of, at(*of)), (*later, v)));
            let choices =
                (0_u32..).zip(self.counts(*later)).filter(|(v, n)| **n > 0 && open(*v)).count();
            room = room.saturating_mul(u32::try_from(choices).unwrap_or(u32::MAX));
            if room >= size {
                return size;
            }
        }
        room
    }

    fn put(&mut self, row: usize, group: usize, value: u32) {
        if let Some(place) = self.column.get_mut(row) {
            *place = value;
        }
        if let Some(rows) = self.rows.get_mut(value as usize) {
            if let Some(place) = self.place_of.get_mut(row) {
                *place = rows.len();
            }
            rows.push(row);
        }
        let filled = self.filled.entry((group, value)).or_default();
        *filled = filled.saturating_add(1);
    }

    /// The nearest value with pieces to spare, by exchanges between groups. Where there is none, what was reached is dead.
    fn path(&mut self, start: usize, dead: &mut Reached, mix: &mut Mix) -> Option<(u32, Reached)> {
        let mut reached =
            Reached { value_from: vec![None; self.spare.len()], group_from: BTreeMap::new() };
        reached.group_from.insert(start, (0, 0));
        let mut queue = VecDeque::from([start]);
        while let Some(group) = queue.pop_front() {
            if let Some(end) = self.spare_for(group) {
                if let Some(from) = reached.value_from.get_mut(end as usize) {
                    *from = Some(group);
                }
                return Some((end, reached));
            }
            for value in 0..self.spare.len() {
                let known = reached.value_from.get(value).is_none_or(Option::is_some)
                    || dead.value_from.get(value).is_some_and(Option::is_some);
                let place = u32::try_from(value).unwrap_or(u32::MAX);
                if known || !self.has_room(group, place) {
                    continue;
                }
                if let Some(from) = reached.value_from.get_mut(value) {
                    *from = Some(group);
                }
                let found = self.others(place, &mut reached, dead, &mut queue, mix);
                if self.steps == 0 {
                    return None;
                }
                if let Some(other) = found {
                    // Straight to the end: this group has a value with pieces to spare.
                    queue.push_front(other);
                    break;
                }
            }
        }
        dead.group_from.append(&mut reached.group_from);
        for (dead, reached) in dead.value_from.iter_mut().zip(reached.value_from) {
            *dead = dead.or(reached);
        }
        None
    }

    /// A value with pieces to spare that a group has room for.
    fn spare_for(&mut self, group: usize) -> Option<u32> {
        let spare: Vec<u32> =
            (0_u32..).zip(&self.spare).filter(|(_, spare)| **spare > 0).map(|(v, _)| v).collect();
        spare.into_iter().find(|value| self.has_room(group, *value))
    }

    /// Reaches the groups that have a value and could give it up; one of them that can take a spare value, if there is one.
    fn others(
        &mut self,
        value: u32,
        reached: &mut Reached,
        dead: &Reached,
        queue: &mut VecDeque<usize>,
        mix: &mut Mix,
    ) -> Option<usize> {
        let length = self.rows.get(value as usize).map_or(0, Vec::len);
        let first = mix.below(length);
        for at in 0..length {
            self.steps = self.steps.saturating_sub(1);
            if self.steps == 0 {
                return None;
            }
            let at = first.saturating_add(at).checked_rem(length).unwrap_or(0);
            let Some(row) = self.rows.get(value as usize).and_then(|rows| rows.get(at)).copied()
            else {
                continue;
            };
            let group = self.group_of.get(row).copied().unwrap_or(0);
            if reached.group_from.contains_key(&group) || dead.group_from.contains_key(&group) {
                continue;
            }
            reached.group_from.insert(group, (value, row));
            if self.spare_for(group).is_some() {
                return Some(group);
            }
            queue.push_back(group);
        }
        None
    }

    /// Takes a row out of the list of a value.
    fn unlist(&mut self, value: u32, row: usize) {
        let at = self.place_of.get(row).copied().unwrap_or(0);
        let Some(rows) = self.rows.get_mut(value as usize) else { return };
        if at < rows.len() {
            rows.swap_remove(at);
        }
        if let Some(place) = rows.get(at).and_then(|moved| self.place_of.get_mut(*moved)) {
            *place = at;
        }
    }

    /// Moves every row on the path to its next value, the open row to the first.
    fn exchange(&mut self, open: usize, start: usize, end: u32, reached: &Reached) {
        self.take_spare(end);
        let mut free = end;
        while let Some(group) = reached.value_from.get(free as usize).copied().flatten() {
            if group == start {
                self.put(open, start, free);
                return;
            }
            let Some((given, row)) = reached.group_from.get(&group).copied() else { return };
            self.unlist(given, row);
            if let Some(filled) = self.filled.get_mut(&(group, given)) {
                *filled = filled.saturating_sub(1);
            }
            self.put(row, group, free);
            free = given;
        }
    }
}
