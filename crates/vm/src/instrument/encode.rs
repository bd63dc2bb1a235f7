//! Writing the rewritten program as wasm: only what is needed to run it, the added globals, and the imports that give ink and
//! memory.

use wasm_encoder::{
    reencode::{self, Reencode, RoundtripReencoder},
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection,
    MemorySection, MemoryType, Module as Output, TableSection, TypeSection, ValType,
};

use super::{profile, slices, type_arity, Globals, Instrumented, INK_LEFT, INK_STATUS, STACK_LEFT};
use crate::validate::{
    limits::{ENTRYPOINT, MEMORY},
    module::{Body, Constant, Module},
};

/// Encodes a program. Debug names, other exports, the start function and passive segments are left out.
///
/// # Errors
///
/// A text if some part has no binary form, which valid programs never show.
pub(super) fn encode(
    module: &Module<'_>,
    code: &Instrumented<'_>,
    profiled: bool,
) -> Result<Vec<u8>, String> {
    let mut indices = Indices::new(module, profiled);
    let mut output = Output::new();
    output.section(&types(module, profiled)?);
    output.section(&imports(module, profiled));
    let mut functions = FunctionSection::new();
    for ty in &module.functions {
        functions.function(*ty);
    }
    output.section(&functions);
    output.section(&tables(module)?);
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: u64::from(code.pages),
        maximum: Some(code.max_pages),
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    output.section(&memories);
    output.section(&globals(module)?);
    output.section(&exports(module, &indices));
    output.section(&elements(module, &indices));
    let mut bodies = CodeSection::new();
    let globals = Globals::after(module.globals.len());
    for (body, ty) in code.bodies.iter().zip(&module.functions) {
        let parameters = type_arity(module, *ty).0;
        bodies.function(&function(body, parameters, globals, &mut indices)?);
    }
    output.section(&bodies);
    output.section(&data(module));
    Ok(output.finish())
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Where functions are in the module that is written: the added imports come after the program's own.
struct Indices {
    imports: u32,
    profiled: bool,
}

impl Indices {
    fn new(module: &Module<'_>, profiled: bool) -> Self {
        Self { imports: u32::try_from(module.imports.len()).unwrap_or(u32::MAX), profiled }
    }

    fn of(&self, function: u32) -> u32 {
        match function {
            _ if function < self.imports => function,
            slices::REFILL_INDEX => self.imports,
            slices::GROW_INDEX => self.imports.saturating_add(1),
            profile::ENTER_INDEX => self.imports.saturating_add(2),
            profile::BACK_INDEX => self.imports.saturating_add(3),
            _ => function.saturating_add(if self.profiled { 4 } else { 2 }),
        }
    }
}

impl Reencode for Indices {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error<Self::Error>> {
        Ok(self.of(function))
    }
}

fn types(module: &Module<'_>, profiled: bool) -> Result<TypeSection, String> {
    let mut section = TypeSection::new();
    for ty in &module.types {
        let ty = RoundtripReencoder.func_type(ty.clone()).map_err(text)?;
        section.ty().func_type(&ty);
    }
    section.ty().function([ValType::I64], []);
    section.ty().function([ValType::I32], [ValType::I32]);
    if profiled {
        section.ty().function([ValType::I32], []);
    }
    Ok(section)
}

fn imports(module: &Module<'_>, profiled: bool) -> ImportSection {
    let mut section = ImportSection::new();
    for import in &module.imports {
        section.import(import.module, import.name, EntityType::Function(import.ty));
    }
    // The types that `types` adds; a module has fewer than 2^32.
    let refill = u32::try_from(module.types.len()).unwrap_or(u32::MAX - 2);
    let number = refill + 1;
    section.import(slices::MODULE, slices::REFILL, EntityType::Function(refill));
    section.import(slices::MODULE, slices::GROW, EntityType::Function(number));
    if profiled {
        section.import(profile::MODULE, profile::ENTER, EntityType::Function(number));
        section.import(profile::MODULE, profile::BACK, EntityType::Function(number + 1));
    }
    section
}

fn tables(module: &Module<'_>) -> Result<TableSection, String> {
    let mut section = TableSection::new();
    for table in &module.tables {
        section.table(RoundtripReencoder.table_type(*table).map_err(text)?);
    }
    Ok(section)
}

fn globals(module: &Module<'_>) -> Result<GlobalSection, String> {
    let mut section = GlobalSection::new();
    for global in &module.globals {
        let ty = RoundtripReencoder.global_type(global.ty).map_err(text)?;
        let init = match global.init {
            Constant::I32(value) => ConstExpr::i32_const(value),
            Constant::I64(value) => ConstExpr::i64_const(value),
            Constant::F32(bits) => ConstExpr::f32_const(f32::from_bits(bits).into()),
            Constant::F64(bits) => ConstExpr::f64_const(f64::from_bits(bits).into()),
        };
        section.global(ty, &init);
    }
    let added = |val_type| GlobalType { val_type, mutable: true, shared: false };
    section.global(added(ValType::I64), &ConstExpr::i64_const(0));
    for _ in 0..3 {
        section.global(added(ValType::I32), &ConstExpr::i32_const(0));
    }
    Ok(section)
}

fn exports(module: &Module<'_>, indices: &Indices) -> ExportSection {
    let globals = Globals::after(module.globals.len());
    let mut section = ExportSection::new();
    if let Some(entrypoint) = module.exported_function(ENTRYPOINT) {
        section.export(ENTRYPOINT, ExportKind::Func, indices.of(entrypoint));
    }
    section.export(MEMORY, ExportKind::Memory, 0);
    section.export(INK_LEFT, ExportKind::Global, globals.ink_left);
    section.export(INK_STATUS, ExportKind::Global, globals.ink_status);
    section.export(STACK_LEFT, ExportKind::Global, globals.stack_left);
    section
}

fn elements(module: &Module<'_>, indices: &Indices) -> ElementSection {
    let mut section = ElementSection::new();
    for (offset, functions) in module.elements.iter().filter_map(|item| item.active.as_ref()) {
        let offset = ConstExpr::i32_const(offset.cast_signed());
        let functions: Vec<u32> = functions.iter().map(|function| indices.of(*function)).collect();
        section.active(None, &offset, Elements::Functions(functions.into()));
    }
    section
}

fn data(module: &Module<'_>) -> DataSection {
    let mut section = DataSection::new();
    for segment in &module.data {
        if let Some(offset) = segment.offset {
            let offset = ConstExpr::i32_const(offset.cast_signed());
            section.active(0, &offset, segment.bytes.iter().copied());
        }
    }
    section
}

fn function(
    body: &Body<'_>,
    parameters: u32,
    globals: Globals,
    indices: &mut Indices,
) -> Result<Function, String> {
    let mut locals = Vec::with_capacity(body.locals.len() + 1);
    for (count, ty) in &body.locals {
        locals.push((*count, RoundtripReencoder.val_type(*ty).map_err(text)?));
    }
    let declared = u32::try_from(body.local_count()).map_err(text)?;
    locals.push((1, ValType::I64));
    let mut function = Function::new(locals);
    for op in slices::apply(&body.code, globals, parameters.saturating_add(declared)) {
        function.instruction(&indices.instruction(op).map_err(text)?);
    }
    Ok(function)
}
