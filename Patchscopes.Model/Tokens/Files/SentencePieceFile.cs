using Patchscopes.Model.Checkpoints;

namespace Patchscopes.Model.Tokens.Files;

/// <summary>What a piece of a SentencePiece model is: the numbers of sentencepiece_model.proto.</summary>
internal enum SentencePieceKind
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

/// <summary>A piece; its place is its id.</summary>
internal readonly record struct SentencePiece(string Text, float Score, SentencePieceKind Kind);

/// <summary>The fields of a tokenizer.model that matter here, with the defaults of sentencepiece_model.proto.</summary>
internal sealed class SentencePieceFile
{
    public List<SentencePiece> Pieces { get; } = [];

    /// <summary>1 unigram, 2 BPE, 3 word, 4 char.</summary>
    public ulong ModelType { get; private set; } = 1;

    public bool FallsBackToBytes { get; private set; }

    public bool SpaceIsSuffix { get; private set; }

    /// <summary>What the unknown token says.</summary>
    public string UnknownText { get; private set; } = " \u2047 ";

    public string NormalizerName { get; private set; } = "";

    public bool HasCharacterMap { get; private set; }

    public bool AddsDummyPrefix { get; private set; } = true;

    public bool RemovesExtraSpaces { get; private set; } = true;

    public bool EscapesSpaces { get; private set; } = true;

    public static SentencePieceFile Read(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            var file = new SentencePieceFile();
            file.ReadModel(File.ReadAllBytes(path));
            return file;
        }
        catch (FormatException error)
        {
            throw new ModelLoadException($"{name} is damaged or no SentencePiece model: {error.Message}.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{name} cannot be read.", error);
        }
    }

    private void ReadModel(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    Pieces.Add(ReadPiece(reader.Message()));
                    break;
                case 2:
                    ReadTrainer(reader.Message());
                    break;
                case 3:
                    ReadNormalizer(reader.Message());
                    break;
                case 5:
                    ReadDenormalizer(reader.Message());
                    break;
            }
        }
    }

    private static SentencePiece ReadPiece(ReadOnlySpan<byte> bytes)
    {
        var (text, score, kind) = ("", 0f, SentencePieceKind.Normal);
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    text = reader.Text();
                    break;
                case 2:
                    score = reader.Single();
                    break;
                case 3:
                    kind = (SentencePieceKind)Math.Min(reader.WholeNumber(), int.MaxValue);
                    break;
            }
        }
        return float.IsFinite(score) ? new SentencePiece(text, score, kind) : throw new FormatException($"the score of {text} is not finite");
    }

    private void ReadTrainer(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 3:
                    ModelType = reader.WholeNumber();
                    break;
                case 24:
                    SpaceIsSuffix = reader.Flag();
                    break;
                case 35:
                    FallsBackToBytes = reader.Flag();
                    break;
                case 44:
                    UnknownText = reader.Text();
                    break;
            }
        }
    }

    private void ReadNormalizer(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1:
                    NormalizerName = reader.Text();
                    break;
                case 2:
                    HasCharacterMap |= reader.Message().Length > 0;
                    break;
                case 3:
                    AddsDummyPrefix = reader.Flag();
                    break;
                case 4:
                    RemovesExtraSpaces = reader.Flag();
                    break;
                case 5:
                    EscapesSpaces = reader.Flag();
                    break;
            }
        }
    }

    /// <summary>One that changes anything would change how tokens are read back.</summary>
    private void ReadDenormalizer(ReadOnlySpan<byte> bytes)
    {
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
            HasCharacterMap |= reader.Field == 2 && reader.Message().Length > 0;
    }
}
