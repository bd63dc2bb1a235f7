//! Instructions that no program may hold: floating point arithmetic and table management.

use wasmparser::Operator;

/// Name of a floating point operation, or `None` for everything else. Loads, stores, constants and reinterpretations of floats
/// are no operations: they may be present but can never be paid for.
#[rustfmt::skip]
pub(crate) fn float_operation(op: &Operator<'_>) -> Option<&'static str> {
    use Operator as O;
    Some(match op {
        O::F32Add => "BinOp(F32, Add)", O::F64Add => "BinOp(F64, Add)",
        O::F32Sub => "BinOp(F32, Sub)", O::F64Sub => "BinOp(F64, Sub)",
        O::F32Mul => "BinOp(F32, Mul)", O::F64Mul => "BinOp(F64, Mul)",
        O::F32Div => "BinOp(F32, Div)", O::F64Div => "BinOp(F64, Div)",
        O::F32Min => "BinOp(F32, Min)", O::F64Min => "BinOp(F64, Min)",
        O::F32Max => "BinOp(F32, Max)", O::F64Max => "BinOp(F64, Max)",
        O::F32Copysign => "BinOp(F32, CopySign)", O::F64Copysign => "BinOp(F64, CopySign)",
        O::F32Abs => "UnOp(F32, Abs)", O::F64Abs => "UnOp(F64, Abs)",
        O::F32Neg => "UnOp(F32, Neg)", O::F64Neg => "UnOp(F64, Neg)",
        O::F32Ceil => "UnOp(F32, Ceil)", O::F64Ceil => "UnOp(F64, Ceil)",
        O::F32Floor => "UnOp(F32, Floor)", O::F64Floor => "UnOp(F64, Floor)",
        O::F32Trunc => "UnOp(F32, Trunc)", O::F64Trunc => "UnOp(F64, Trunc)",
        O::F32Nearest => "UnOp(F32, Nearest)", O::F64Nearest => "UnOp(F64, Nearest)",
        O::F32Sqrt => "UnOp(F32, Sqrt)", O::F64Sqrt => "UnOp(F64, Sqrt)",
        O::F32Eq => "RelOp(F32, Eq)", O::F64Eq => "RelOp(F64, Eq)",
        O::F32Ne => "RelOp(F32, Ne)", O::F64Ne => "RelOp(F64, Ne)",
        O::F32Lt => "RelOp(F32, Lt)", O::F64Lt => "RelOp(F64, Lt)",
        O::F32Gt => "RelOp(F32, Gt)", O::F64Gt => "RelOp(F64, Gt)",
        O::F32Le => "RelOp(F32, Le)", O::F64Le => "RelOp(F64, Le)",
        O::F32Ge => "RelOp(F32, Ge)", O::F64Ge => "RelOp(F64, Ge)",
        O::I32TruncF32S => "TruncIntOp(I32, F32, false, true)",
        O::I32TruncF32U => "TruncIntOp(I32, F32, false, false)",
        O::I32TruncF64S => "TruncIntOp(I32, F64, false, true)",
        O::I32TruncF64U => "TruncIntOp(I32, F64, false, false)",
        O::I64TruncF32S => "TruncIntOp(I64, F32, false, true)",
        O::I64TruncF32U => "TruncIntOp(I64, F32, false, false)",
        O::I64TruncF64S => "TruncIntOp(I64, F64, false, true)",
        O::I64TruncF64U => "TruncIntOp(I64, F64, false, false)",
        O::I32TruncSatF32S => "TruncIntOp(I32, F32, true, true)",
        O::I32TruncSatF32U => "TruncIntOp(I32, F32, true, false)",
        O::I32TruncSatF64S => "TruncIntOp(I32, F64, true, true)",
        O::I32TruncSatF64U => "TruncIntOp(I32, F64, true, false)",
        O::I64TruncSatF32S => "TruncIntOp(I64, F32, true, true)",
        O::I64TruncSatF32U => "TruncIntOp(I64, F32, true, false)",
        O::I64TruncSatF64S => "TruncIntOp(I64, F64, true, true)",
        O::I64TruncSatF64U => "TruncIntOp(I64, F64, true, false)",
        O::F32ConvertI32S => "ConvertIntOp(F32, I32, true)",
        O::F32ConvertI32U => "ConvertIntOp(F32, I32, false)",
        O::F32ConvertI64S => "ConvertIntOp(F32, I64, true)",
        O::F32ConvertI64U => "ConvertIntOp(F32, I64, false)",
        O::F64ConvertI32S => "ConvertIntOp(F64, I32, true)",
        O::F64ConvertI32U => "ConvertIntOp(F64, I32, false)",
        O::F64ConvertI64S => "ConvertIntOp(F64, I64, true)",
        O::F64ConvertI64U => "ConvertIntOp(F64, I64, false)",
        O::F32DemoteF64 => "F32DemoteF64", O::F64PromoteF32 => "F64PromoteF32",
        _ => return None,
    })
}

/// True for the instructions that the validator knows but programs may not use.
pub(crate) fn is_unsupported(op: &Operator<'_>) -> bool {
    matches!(
        op,
        Operator::MemoryInit { .. }
            | Operator::DataDrop { .. }
            | Operator::ElemDrop { .. }
            | Operator::TableInit { .. }
            | Operator::TableCopy { .. }
            | Operator::TableFill { .. }
            | Operator::TableGet { .. }
            | Operator::TableSet { .. }
            | Operator::TableGrow { .. }
            | Operator::TableSize { .. }
    )
}
