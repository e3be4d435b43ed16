using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace CnnGen.Kernels.Tests.Limits;

/// <summary>What the JIT counts of a method before it decides whether to optimise it.</summary>
/// <param name="Type">Name of the type.</param>
/// <param name="Name">Name of the method.</param>
/// <param name="Bytes">Of IL.</param>
/// <param name="Instructions">Of IL.</param>
/// <param name="Blocks">Stretches of instructions without a jump into or out of them.</param>
/// <param name="Locals">Arguments and local variables.</param>
/// <param name="LocalReferences">Instructions that read, write or take the address of one.</param>
internal sealed record CompiledMethod(string Type, string Name, int Bytes, int Instructions, int Blocks, int Locals, int LocalReferences)
{
    private static readonly ImmutableDictionary<ushort, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null))
        .OfType<OpCode>()
        .ToImmutableDictionary(code => unchecked((ushort)code.Value));

    /// <summary>Every method of an assembly that has a body.</summary>
    public static IReadOnlyList<CompiledMethod> ReadAll(byte[] image)
    {
        using var file = new PEReader(ImmutableArray.Create(image));
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.MethodDefinitions.Select(metadata.GetMethodDefinition).Where(method => method.RelativeVirtualAddress != 0).Select(method => Read(file, metadata, method))];
    }

    private static CompiledMethod Read(PEReader file, MetadataReader metadata, MethodDefinition method)
    {
        MethodBodyBlock body = file.GetMethodBody(method.RelativeVirtualAddress);
        BlobReader instructions = body.GetILReader();
        var starts = new HashSet<int> { 0 };
        foreach (ExceptionRegion region in body.ExceptionRegions) starts.UnionWith([region.TryOffset, region.HandlerOffset]);
        int count = 0;
        int references = 0;
        while (instructions.RemainingBytes > 0)
        {
            OpCode code = ReadCode(ref instructions);
            count++;
            if (IsLocalReference(code)) references++;
            ReadOperand(ref instructions, code, starts);
            if (code.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return or FlowControl.Throw && instructions.RemainingBytes > 0) starts.Add(instructions.Offset);
        }

        string type = metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name);
        int locals = CountOf(metadata, method.Signature, isMethod: true) + (body.LocalSignature.IsNil ? 0 : CountOf(metadata, metadata.GetStandaloneSignature(body.LocalSignature).Signature, isMethod: false));
        return new(type, metadata.GetString(method.Name), instructions.Length, count, starts.Count, locals, references);
    }

    private static OpCode ReadCode(ref BlobReader instructions)
    {
        byte first = instructions.ReadByte();
        return Codes[first == 0xFE ? (ushort)((first << 8) | instructions.ReadByte()) : first];
    }

    private static bool IsLocalReference(OpCode code) =>
        code.Name is { } name && (name.StartsWith("ldloc", StringComparison.Ordinal) || name.StartsWith("stloc", StringComparison.Ordinal) || name.StartsWith("ldarg", StringComparison.Ordinal) || name.StartsWith("starg", StringComparison.Ordinal));

    /// <summary>Goes past the operand; the targets of jumps are added to the starts of blocks.</summary>
    private static void ReadOperand(ref BlobReader instructions, OpCode code, HashSet<int> starts)
    {
        switch (code.OperandType)
        {
            case OperandType.InlineNone:
                break;

            case OperandType.ShortInlineBrTarget:
                sbyte near = instructions.ReadSByte();
                starts.Add(instructions.Offset + near);
                break;

            case OperandType.InlineBrTarget:
                int far = instructions.ReadInt32();
                starts.Add(instructions.Offset + far);
                break;

            case OperandType.InlineSwitch:
                int[] targets = new int[instructions.ReadInt32()];
                for (int i = 0; i < targets.Length; i++) targets[i] = instructions.ReadInt32();
                foreach (int target in targets) starts.Add(instructions.Offset + target);
                break;

            default:
                instructions.Offset += code.OperandType switch
                {
                    OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                    OperandType.InlineVar => 2,
                    OperandType.InlineI8 or OperandType.InlineR => 8,
                    _ => 4,
                };
                break;
        }
    }

    /// <summary>Number of parameters or local variables of a signature (ECMA-335, II.23.2).</summary>
    private static int CountOf(MetadataReader metadata, BlobHandle signature, bool isMethod)
    {
        BlobReader reader = metadata.GetBlobReader(signature);
        SignatureHeader header = reader.ReadSignatureHeader();
        if (header.IsGeneric) reader.ReadCompressedInteger();
        return reader.ReadCompressedInteger() + (isMethod && header.IsInstance ? 1 : 0);
    }
}
