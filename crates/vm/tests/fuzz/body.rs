//! Code of functions as folded text: typed expressions and statements over every instruction that programs may hold.

use std::fmt::Write as _;

use stylus_vm::host::hooks::{Hook, HookType};

use crate::random::Random;

/// A type of value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ty {
    I32,
    I64,
}

impl Ty {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::I32 => "i32",
            Self::I64 => "i64",
        }
    }
}

/// What a function can reach.
pub(crate) struct Scope {
    /// Parameters and result of each function of the module.
    pub(crate) functions: Vec<(Vec<Ty>, Option<Ty>)>,
    pub(crate) hooks: Vec<&'static Hook>,
    pub(crate) globals: Vec<Ty>,
    /// The module has a table that holds some of the functions.
    pub(crate) table: bool,
}

/// Writes one function.
pub(crate) struct Writer<'a> {
    pub(crate) random: &'a mut Random,
    pub(crate) scope: &'a Scope,
    pub(crate) locals: Vec<Ty>,
    pub(crate) result: Option<Ty>,
    labels: Vec<String>,
    made: usize,
}

const BINARY: [&str; 15] = [
    "add", "sub", "mul", "div_s", "div_u", "rem_s", "rem_u", "and", "or", "xor", "shl", "shr_s",
    "shr_u", "rotl", "rotr",
];
const COMPARE: [&str; 10] =
    ["eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u"];
const UNARY_32: [&str; 5] = ["clz", "ctz", "popcnt", "extend8_s", "extend16_s"];
const UNARY_64: [&str; 6] = ["clz", "ctz", "popcnt", "extend8_s", "extend16_s", "extend32_s"];
const LOAD_32: [&str; 5] = ["load", "load8_s", "load8_u", "load16_s", "load16_u"];
const LOAD_64: [&str; 7] =
    ["load", "load8_s", "load8_u", "load16_s", "load16_u", "load32_s", "load32_u"];
const STORE_32: [&str; 3] = ["store", "store8", "store16"];
const STORE_64: [&str; 4] = ["store", "store8", "store16", "store32"];

impl<'a> Writer<'a> {
    pub(crate) fn new(
        random: &'a mut Random,
        scope: &'a Scope,
        locals: Vec<Ty>,
        result: Option<Ty>,
    ) -> Self {
        Self { random, scope, locals, result, labels: Vec::new(), made: 0 }
    }

    fn ty(&mut self) -> Ty {
        self.random.pick(&[Ty::I32, Ty::I64])
    }

    fn local(&mut self, ty: Ty) -> Option<usize> {
        let start = self.random.below(self.locals.len());
        (start..self.locals.len()).find(|at| self.locals[*at] == ty)
    }

    fn constant(&mut self, ty: Ty) -> String {
        match ty {
            Ty::I32 => format!("(i32.const {})", self.random.edge32()),
            Ty::I64 => format!("(i64.const {})", self.random.edge()),
        }
    }

    /// A place in memory, mostly inside.
    fn place(&mut self, depth: usize) -> String {
        if self.random.one_in(8) {
            self.value(Ty::I32, depth)
        } else {
            format!("(i32.const {})", self.random.below(60_000))
        }
    }

    fn offset(&mut self) -> &'static str {
        self.random.pick(&["", "", "", "offset=1 ", "offset=65535 ", "offset=4294967295 "])
    }

    /// An expression of a type.
    pub(crate) fn value(&mut self, ty: Ty, depth: usize) -> String {
        if depth == 0 {
            let global = self.random.below(self.scope.globals.len().max(1));
            return match (self.random.below(4), self.local(ty)) {
                (0, _) if self.scope.globals.get(global) == Some(&ty) => {
                    format!("(global.get {global})")
                }
                (0 | 1, Some(local)) => format!("(local.get {local})"),
                _ => self.constant(ty),
            };
        }
        let (name, next) = (ty.text(), depth - 1);
        match self.random.below(14) {
            0..=2 => {
                let op = self.random.pick(&BINARY);
                format!("({name}.{op} {} {})", self.value(ty, next), self.value(ty, next))
            }
            3 => {
                let op = match ty {
                    Ty::I32 => self.random.pick(&UNARY_32),
                    Ty::I64 => self.random.pick(&UNARY_64),
                };
                format!("({name}.{op} {})", self.value(ty, next))
            }
            4 | 5 => {
                let op = match ty {
                    Ty::I32 => self.random.pick(&LOAD_32),
                    Ty::I64 => self.random.pick(&LOAD_64),
                };
                format!("({name}.{op} {}{})", self.offset(), self.place(next))
            }
            6 => {
                let (one, other) = (self.value(ty, next), self.value(ty, next));
                format!("(select {one} {other} {})", self.value(Ty::I32, next))
            }
            7 => match self.local(ty) {
                Some(local) => format!("(local.tee {local} {})", self.value(ty, next)),
                None => self.constant(ty),
            },
            8 => {
                let condition = self.value(Ty::I32, next);
                let (then, other) = (self.value(ty, next), self.value(ty, next));
                format!("(if (result {name}) {condition} (then {then}) (else {other}))")
            }
            9 => {
                let inner = self.statement(next);
                let kind = self.random.pick(&["block", "loop"]);
                format!("({kind} (result {name}) {inner} {})", self.value(ty, next))
            }
            10 => self.call(Some(ty), next),
            11 => self.host(Some(ty), next),
            _ => self.only_of(ty, next),
        }
    }

    /// What only one of the types has.
    fn only_of(&mut self, ty: Ty, next: usize) -> String {
        match (ty, self.random.below(6)) {
            (Ty::I32, 0) => "(memory.size)".to_owned(),
            (Ty::I32, 1) => {
                format!("(memory.grow (i32.const {}))", self.random.pick(&[0, 1, 3, 127, 65_537]))
            }
            (Ty::I32, 2) => format!("(i32.wrap_i64 {})", self.value(Ty::I64, next)),
            (Ty::I32, 3) => {
                let of = self.ty();
                format!("({}.eqz {})", of.text(), self.value(of, next))
            }
            (Ty::I32, _) => {
                let (of, op) = (self.ty(), self.random.pick(&COMPARE));
                format!("({}.{op} {} {})", of.text(), self.value(of, next), self.value(of, next))
            }
            (Ty::I64, _) => {
                let op = self.random.pick(&["extend_i32_s", "extend_i32_u"]);
                format!("(i64.{op} {})", self.value(Ty::I32, next))
            }
        }
    }

    /// A call of a function with this result, direct or through the table.
    fn call(&mut self, result: Option<Ty>, next: usize) -> String {
        let fits: Vec<usize> = (0..self.scope.functions.len())
            .filter(|index| self.scope.functions[*index].1 == result)
            .collect();
        let Some(index) = fits.get(self.random.below(fits.len())).copied() else {
            return result.map_or_else(|| "(nop)".to_owned(), |ty| self.constant(ty));
        };
        let params = self.scope.functions[index].0.clone();
        let arguments: String = params.iter().map(|ty| self.value(*ty, next.min(1))).collect();
        if self.scope.table && self.random.one_in(2) {
            let entry = self.random.below(6);
            format!("(call_indirect (type $t{index}) {arguments} (i32.const {entry}))")
        } else {
            format!("(call $f{index} {arguments})")
        }
    }

    /// A host call with this result.
    fn host(&mut self, result: Option<Ty>, next: usize) -> String {
        let wanted = result.map(Ty::text);
        let fits: Vec<&Hook> = self
            .scope
            .hooks
            .iter()
            .copied()
            .filter(|hook| hook.results.first().map(ToString::to_string).as_deref() == wanted)
            .collect();
        let Some(hook) = fits.get(self.random.below(fits.len())).copied() else {
            return result.map_or_else(|| "(nop)".to_owned(), |ty| self.constant(ty));
        };
        let mut text = format!("(call ${}", hook.name);
        for param in hook.params {
            let argument = match param {
                HookType::I64 => self.value(Ty::I64, next.min(1)),
                _ if self.random.one_in(3) => format!("(i32.const {})", self.random.below(5) * 32),
                _ => self.place(next.min(1)),
            };
            // Writing to a string cannot fail.
            let _ = write!(text, " {argument}");
        }
        text + ")"
    }

    fn label(&mut self) -> Option<String> {
        let at = self.random.below(self.labels.len());
        self.labels.get(at).cloned()
    }

    /// Some statements.
    pub(crate) fn statements(&mut self, depth: usize) -> String {
        (0..=self.random.below(4)).map(|_| self.statement(depth)).collect()
    }

    /// Code that leaves nothing on the stack.
    fn statement(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.random.pick(&["(nop)", "(block)", "(drop (memory.size))"]).to_owned();
        }
        let next = depth - 1;
        match self.random.below(15) {
            0 | 1 => {
                let ty = self.ty();
                match self.local(ty) {
                    Some(local) => format!("(local.set {local} {})", self.value(ty, next)),
                    None => format!("(drop {})", self.value(ty, next)),
                }
            }
            2 => {
                let at = self.random.below(self.scope.globals.len());
                let Some(ty) = self.scope.globals.get(at).copied() else { return String::new() };
                format!("(global.set {at} {})", self.value(ty, next))
            }
            3 | 4 => {
                let ty = self.ty();
                let op = match ty {
                    Ty::I32 => self.random.pick(&STORE_32),
                    Ty::I64 => self.random.pick(&STORE_64),
                };
                let (offset, at) = (self.offset(), self.place(next));
                format!("({}.{op} {offset}{at} {})", ty.text(), self.value(ty, next))
            }
            5 => {
                let op = self.random.pick(&["fill", "copy"]);
                let length = self.random.pick(&[0, 1, 100, 5_000, -1]);
                let (to, from) = (self.place(next), self.place(next));
                format!("(memory.{op} {to} {from} (i32.const {length}))")
            }
            6..=8 => self.host(None, next),
            9 => self.call(None, next),
            10 | 11 => self.scoped(next),
            _ => self.jump(next),
        }
    }

    /// Statements under a label of their own.
    fn scoped(&mut self, next: usize) -> String {
        self.made += 1;
        let label = format!("$l{}", self.made);
        self.labels.push(label.clone());
        let inner = self.statements(next);
        self.labels.pop();
        match self.random.below(3) {
            0 => format!("(block {label} {inner})"),
            1 => format!("(loop {label} {inner})"),
            _ => format!("(if {label} {} (then {inner}) (else (nop)))", self.value(Ty::I32, next)),
        }
    }

    fn jump(&mut self, next: usize) -> String {
        let leave = match self.result {
            Some(ty) => format!("(return {})", self.value(ty, next)),
            None => "(return)".to_owned(),
        };
        let Some(label) = self.label() else {
            return if self.random.one_in(6) { leave } else { String::new() };
        };
        match self.random.below(7) {
            0 => format!("(br {label})"),
            1..=3 => format!("(br_if {label} {})", self.value(Ty::I32, next)),
            4 => {
                let many = self.random.pick(&[1, 2, 5, 40]);
                let labels: String =
                    (0..many).map(|_| self.label().unwrap_or_default() + " ").collect();
                format!("(br_table {labels}{label} {})", self.value(Ty::I32, next))
            }
            5 if self.random.one_in(3) => "(unreachable)".to_owned(),
            _ => leave,
        }
    }
}
