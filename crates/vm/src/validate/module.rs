//! A program's parts, read from valid wasm.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use wasmparser::{
    ConstExpr, CustomSectionReader, Data, DataKind, Element, ElementItems, ElementKind, Export,
    ExternalKind, FuncType, FuncValidator, FuncValidatorAllocations, FunctionBody, GlobalType,
    KnownCustom, MemoryType, Name, Operator, Parser, Payload, TableType, TypeRef, ValType,
    ValidPayload, Validator, WasmFeatures, WasmModuleResources,
};

use super::error::ParseError;
use crate::params::Params;

/// A global with its constant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Global {
    pub(crate) ty: GlobalType,
    pub(crate) init: Constant,
}

/// A constant of a global; floats by their bits.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Constant {
    I32(i32),
    I64(i64),
    F32(u32),
    F64(u64),
}

/// An imported function.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Import<'a> {
    pub(crate) module: &'a str,
    pub(crate) name: &'a str,
    pub(crate) ty: u32,
}

/// An element segment; `active` is its offset and its functions, in table 0.
#[derive(Clone, Debug)]
pub(crate) struct ElementSegment {
    pub(crate) active: Option<(u32, Vec<u32>)>,
    pub(crate) range: u64,
}

/// A data segment; `offset` is where an active one lies in memory 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DataSegment<'a> {
    pub(crate) offset: Option<u32>,
    pub(crate) bytes: &'a [u8],
    pub(crate) range: u64,
}

/// A function's declared locals and its code.
#[derive(Clone, Debug)]
pub(crate) struct Body<'a> {
    pub(crate) locals: Vec<(u32, ValType)>,
    pub(crate) code: Vec<Operator<'a>>,
}

impl Body<'_> {
    /// Number of declared locals, parameters not counted.
    pub(crate) fn local_count(&self) -> u64 {
        self.locals.iter().map(|(count, _)| u64::from(*count)).sum()
    }
}

/// A valid program in parts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Module<'a> {
    pub(crate) length: usize,
    pub(crate) types: Vec<FuncType>,
    pub(crate) imports: Vec<Import<'a>>,
    pub(crate) functions: Vec<u32>,
    pub(crate) tables: Vec<TableType>,
    pub(crate) memories: Vec<MemoryType>,
    pub(crate) globals: Vec<Global>,
    pub(crate) exports: Vec<Export<'a>>,
    pub(crate) start: Option<u32>,
    pub(crate) elements: Vec<ElementSegment>,
    pub(crate) data: Vec<DataSegment<'a>>,
    pub(crate) bodies: Vec<Body<'a>>,
    pub(crate) name: Option<&'a str>,
}

impl Module<'_> {
    /// Type of a function, imported or local.
    pub(crate) fn function_type(&self, index: u32) -> Option<&FuncType> {
        let index = index as usize;
        let ty = match self.imports.get(index) {
            Some(import) => import.ty,
            None => *self.functions.get(index.checked_sub(self.imports.len())?)?,
        };
        self.types.get(ty as usize)
    }

    /// The program's own name, or what the node calls one without.
    pub(crate) fn title(&self) -> String {
        self.name.filter(|name| !name.is_empty()).unwrap_or("user").to_owned()
    }

    /// The function exported under a name.
    pub(crate) fn exported_function(&self, name: &str) -> Option<u32> {
        let is = |export: &&Export<'_>| export.name == name && export.kind == ExternalKind::Func;
        self.exports.iter().find(is).map(|export| export.index)
    }
}

/// The features programs may use.
fn features(params: &Params) -> WasmFeatures {
    let mut features = WasmFeatures::MUTABLE_GLOBAL
        | WasmFeatures::SATURATING_FLOAT_TO_INT
        | WasmFeatures::SIGN_EXTENSION
        | WasmFeatures::BULK_MEMORY
        | WasmFeatures::FLOATS;
    features.set(WasmFeatures::MULTI_VALUE, params.allows_multi_value());
    features
}

/// Most operands on the validator's stack. The interpreter can address no more, and [`instrument`](crate::instrument) allows far
/// fewer, but both look later: two bytes of code push a thousand operands, so that a module of 128 KB would take a gigabyte here.
const MAX_OPERANDS: u32 = 65_536;

/// Validates a whole module: everything outside of functions first, as the node's validator does, then the functions.
fn validate(wasm: &[u8], features: WasmFeatures) -> Result<(), ParseError> {
    let mut validator = Validator::new_with_features(features);
    let mut parser = Parser::new(0);
    parser.set_features(features);
    let mut functions = Vec::new();
    for payload in parser.parse_all(wasm) {
        let payload = payload.map_err(invalid)?;
        if let ValidPayload::Func(function, body) = validator.payload(&payload).map_err(invalid)? {
            functions.push((function, body));
        }
    }
    let mut allocations = FuncValidatorAllocations::default();
    for (index, (function, body)) in functions.into_iter().enumerate() {
        let mut validator = function.into_validator(allocations);
        let fits = validate_body(&mut validator, &body, features).map_err(invalid)?;
        if !fits {
            let (size, limit) = (validator.operand_stack_height(), MAX_OPERANDS);
            return Err(ParseError::FrameContention { function: index, size, limit });
        }
        allocations = validator.into_allocations();
    }
    Ok(())
}

/// Validates a function; false if it holds too many operands to go on.
fn validate_body<R: WasmModuleResources>(
    validator: &mut FuncValidator<R>,
    body: &FunctionBody<'_>,
    features: WasmFeatures,
) -> Result<bool, wasmparser::Error> {
    let mut reader = body.get_binary_reader();
    validator.read_locals(&mut reader)?;
    reader.set_features(features);
    while !reader.eof() {
        let at = reader.original_position();
        reader.visit_operator(&mut validator.visitor(at))??;
        if validator.operand_stack_height() > MAX_OPERANDS {
            return Ok(false);
        }
    }
    reader.finish_expression(&validator.visitor(reader.original_position()))?;
    Ok(true)
}

fn invalid(error: wasmparser::Error) -> ParseError {
    ParseError::Invalid(error.to_string())
}

/// Validates wasm and takes it apart.
///
/// # Errors
///
/// [`ParseError`] for what is wrong with the binary itself; limits and required exports are checked later.
pub(crate) fn parse<'a>(wasm: &'a [u8], params: &Params) -> Result<Module<'a>, ParseError> {
    let features = features(params);
    validate(wasm, features)?;

    let mut module = Module { length: wasm.len(), ..Module::default() };
    let mut parser = Parser::new(0);
    parser.set_features(features);
    for payload in parser.parse_all(wasm) {
        read_payload(&mut module, payload.map_err(invalid)?)?;
    }
    check_names(&module)?;
    Ok(module)
}

fn read_payload<'a>(module: &mut Module<'a>, payload: Payload<'a>) -> Result<(), ParseError> {
    match payload {
        Payload::Version { num, .. } if num != 1 => return Err(ParseError::Version(num)),
        Payload::Version { .. } | Payload::CodeSectionStart { .. } | Payload::End(_) => {}
        Payload::TypeSection(types) => {
            for ty in types.into_iter_err_on_gc_types() {
                module.types.push(ty.map_err(invalid)?);
            }
        }
        Payload::ImportSection(imports) => {
            for import in imports.into_imports() {
                module.imports.push(read_import(import.map_err(invalid)?)?);
            }
        }
        Payload::FunctionSection(functions) => collect(functions, &mut module.functions)?,
        Payload::TableSection(tables) => {
            for table in tables {
                module.tables.push(table.map_err(invalid)?.ty);
            }
        }
        Payload::MemorySection(memories) => collect(memories, &mut module.memories)?,
        Payload::GlobalSection(globals) => {
            for global in globals {
                let global = global.map_err(invalid)?;
                let init = read_constant(&global.init_expr).ok_or(ParseError::GlobalInitializer)?;
                module.globals.push(Global { ty: global.ty, init });
            }
        }
        Payload::ExportSection(exports) => collect(exports, &mut module.exports)?,
        Payload::StartSection { func, .. } => module.start = Some(func),
        Payload::ElementSection(elements) => {
            for (index, element) in elements.into_iter().enumerate() {
                module.elements.push(read_element(index, element.map_err(invalid)?)?);
            }
        }
        Payload::DataSection(data) => {
            for (index, segment) in data.into_iter().enumerate() {
                module.data.push(read_data(index, segment.map_err(invalid)?)?);
            }
        }
        Payload::CodeSectionEntry(body) => module.bodies.push(read_body(&body).map_err(invalid)?),
        Payload::CustomSection(section) => read_custom(module, &section)?,
        Payload::DataCountSection { count, range } => {
            let text = format!("DataCountSection {{ count: {count}, range: {range:?} }}");
            return Err(ParseError::Section(text));
        }
        other => return Err(ParseError::Section(format!("{other:?}"))),
    }
    Ok(())
}

fn collect<'a, T: wasmparser::FromReader<'a>>(
    section: wasmparser::SectionLimited<'a, T>,
    into: &mut Vec<T>,
) -> Result<(), ParseError> {
    for item in section {
        into.push(item.map_err(invalid)?);
    }
    Ok(())
}

fn read_import<'a>(import: wasmparser::Import<'a>) -> Result<Import<'a>, ParseError> {
    match import.ty {
        TypeRef::Func(ty) => Ok(Import { module: import.module, name: import.name, ty }),
        _ => Err(ParseError::ImportKind(format!("{import:?}"))),
    }
}

/// The value of an initialiser that is one constant and nothing else.
fn read_constant(expr: &ConstExpr<'_>) -> Option<Constant> {
    let mut operators = expr.get_operators_reader().into_iter();
    let constant = match operators.next()?.ok()? {
        Operator::I32Const { value } => Constant::I32(value),
        Operator::I64Const { value } => Constant::I64(value),
        Operator::F32Const { value } => Constant::F32(value.bits()),
        Operator::F64Const { value } => Constant::F64(value.bits()),
        _ => return None,
    };
    matches!(operators.next()?.ok()?, Operator::End).then_some(constant)
}

fn read_offset(expr: &ConstExpr<'_>) -> Option<u32> {
    match read_constant(expr)? {
        Constant::I32(offset) => Some(offset.cast_unsigned()),
        _ => None,
    }
}

fn length(range: &Range<u64>) -> u64 {
    range.end.saturating_sub(range.start)
}

fn read_element(index: usize, element: Element<'_>) -> Result<ElementSegment, ParseError> {
    let ElementItems::Functions(functions) = element.items else {
        return Err(ParseError::Element(index));
    };
    let range = length(&element.range);
    let ElementKind::Active { offset_expr, .. } = element.kind else {
        return Ok(ElementSegment { active: None, range });
    };
    let offset = read_offset(&offset_expr).ok_or(ParseError::Element(index))?;
    let mut indices = Vec::new();
    collect(functions, &mut indices)?;
    Ok(ElementSegment { active: Some((offset, indices)), range })
}

fn read_data<'a>(index: usize, data: Data<'a>) -> Result<DataSegment<'a>, ParseError> {
    let offset = match &data.kind {
        DataKind::Passive => None,
        DataKind::Active { offset_expr, .. } => {
            Some(read_offset(offset_expr).ok_or(ParseError::Data(index))?)
        }
    };
    Ok(DataSegment { offset, bytes: data.data, range: length(&data.range) })
}

fn read_body<'a>(body: &FunctionBody<'a>) -> Result<Body<'a>, wasmparser::Error> {
    let locals = body.get_locals_reader()?.into_iter().collect::<Result<_, _>>()?;
    let code = body.get_operators_reader()?.into_iter().collect::<Result<_, _>>()?;
    Ok(Body { locals, code })
}

/// The `name` section must be well formed; other custom sections are not looked at.
fn read_custom<'a>(
    module: &mut Module<'a>,
    section: &CustomSectionReader<'a>,
) -> Result<(), ParseError> {
    if section.name() != "name" {
        return Ok(());
    }
    let KnownCustom::Name(names) = section.as_known() else {
        return Ok(());
    };
    for name in names {
        match name.map_err(invalid)? {
            Name::Module { name, .. } => module.name = Some(name),
            Name::Function(functions) => {
                for function in functions {
                    function.map_err(invalid)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Names that would collide with the host's or with the added globals.
fn check_names<'a>(module: &Module<'a>) -> Result<(), ParseError> {
    let mut types = HashMap::new();
    let mut names = HashSet::new();
    for import in &module.imports {
        if *types.entry((import.module, import.name)).or_insert(import.ty) != import.ty {
            let (module, name) = (import.module.to_owned(), import.name.to_owned());
            return Err(ParseError::InconsistentImports { module, name });
        }
        names.insert(import.name);
    }
    let last = |name: &'a str| name.rsplit_once("__").map_or(name, |(_, last)| last);
    let exports = || module.exports.iter().map(|export| last(export.name));
    let reserved = |name: &&str| name.starts_with("stylus");
    if let Some(name) = exports().find(|name| names.contains(name)) {
        return Err(ParseError::ExportShadowsImport(name.to_owned()));
    }
    if let Some(name) = exports().find(reserved) {
        return Err(ParseError::ReservedExport(name.to_owned()));
    }
    match module.imports.iter().map(|import| import.name).find(reserved) {
        Some(name) => Err(ParseError::ReservedImport(name.to_owned())),
        None => Ok(()),
    }
}
