//! Folded stacks, one line a stack: `frame;function;function ink`. Every flame graph program reads them.

use std::collections::BTreeMap;

use super::{Frame, Profile, Program, Selector};

impl Profile {
    /// The profile as folded stacks in ink, EVM gas at the profile's ink price. `name` gives a selector's name. The sum of all
    /// lines is `(gas_used + refund) · ink_price`: a refund takes nothing off any stack.
    pub fn folded(&self, name: impl Fn(Selector) -> Option<String>) -> String {
        let mut stacks = Stacks { lines: BTreeMap::new(), name: &name };
        let gas = |gas: u64| gas.saturating_mul(self.ink_price.into());
        stacks.add("transaction;[intrinsic]", gas(self.intrinsic.base));
        stacks.add("transaction;[call data]", gas(self.intrinsic.call_data));
        let rest = self.intrinsic.total() - self.intrinsic.base - self.intrinsic.call_data;
        stacks.add("transaction;[creation and lists]", gas(rest));
        stacks.add("transaction;[parent chain]", gas(self.parent_chain_gas));
        stacks.frame("transaction", &self.root, self.ink_price);
        let lines = stacks.lines.iter().map(|(stack, ink)| format!("{stack} {ink}\n"));
        lines.collect()
    }
}

struct Stacks<'a> {
    lines: BTreeMap<String, u64>,
    name: &'a dyn Fn(Selector) -> Option<String>,
}

impl Stacks<'_> {
    fn add(&mut self, stack: impl Into<String>, ink: u64) {
        if ink > 0 {
            let line = self.lines.entry(stack.into()).or_default();
            *line = line.saturating_add(ink);
        }
    }

    fn frame(&mut self, above: &str, frame: &Frame, ink_price: u32) {
        let stack = format!("{above};{}", self.label(frame));
        let places = match &frame.program {
            Some(program) => self.program(&stack, program),
            None => {
                self.add(stack.clone(), frame.own_gas().saturating_mul(ink_price.into()));
                Vec::new()
            }
        };
        for call in &frame.calls {
            let place = call.opened_by.and_then(|path| places.get(path));
            self.frame(place.unwrap_or(&stack), call, ink_price);
        }
    }

    /// Adds the parts of a program; answers with the stack of each of its paths.
    fn program(&mut self, stack: &str, program: &Program) -> Vec<String> {
        let gas = |gas: u64| gas.saturating_mul(program.ink_price.into());
        self.add(format!("{stack};[entry]"), gas(program.entry.init_gas));
        self.add(format!("{stack};[memory]"), gas(program.entry.memory_gas));
        self.add(format!("{stack};[return data]"), gas(program.return_data_gas));
        self.add(format!("{stack};[rounding]"), program.rounding_ink);
        self.add(format!("{stack};[lost]"), program.lost_ink);
        let mut places: Vec<String> = Vec::with_capacity(program.paths.len());
        for path in &program.paths {
            let above = path.parent.and_then(|parent| places.get(parent));
            let place = match above {
                Some(above) => format!("{above};{}", plain(&path.name)),
                None => stack.to_owned(),
            };
            self.add(place.clone(), path.ink);
            for (name, used) in &path.host {
                self.add(format!("{place};{name}"), used.ink);
            }
            places.push(place);
        }
        places
    }

    fn label(&self, frame: &Frame) -> String {
        let to = frame.to;
        match frame.selector {
            _ if frame.kind.starts_with("CREATE") => format!("{} {to}", frame.kind),
            Some(selector) => {
                let name = (self.name)(selector).unwrap_or_else(|| selector.to_string());
                format!("{to}.{}", plain(&name))
            }
            None => to.to_string(),
        }
    }
}

/// A semicolon ends a frame in this format, and a line ends a stack.
fn plain(name: &str) -> String {
    name.replace(';', ":").replace(['\n', '\r'], " ")
}
