"""PDFs with secrets planted in every channel, made from a seed: twenty plans, each saying where its secrets lie."""

from __future__ import annotations

import io
import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas

from musterbook.evidence.redaction import Region, Regions

WIDTH, HEIGHT = 595, 842
LINES = 12
ARABIC = ("وهمي", "تجربة", "مثال", "خيالي", "العينة", "الأصل")
Box = tuple[float, float, float, float]


@dataclass
class Planting:
    """One file being planted: its secrets, the boxes over what is visible, and the channels that must notice."""

    pdf: pikepdf.Pdf
    codes: tuple[str, str]
    arabic: str
    number: str
    boxes: list[tuple[int, Box]] = field(default_factory=list)
    channels: set[str] = field(default_factory=set)
    page_number: int = 1
    after: list[Callable[[bytes], bytes]] = field(default_factory=list)

    @property
    def page(self) -> pikepdf.Object:
        """The page being planted."""
        return self.pdf.pages[self.page_number - 1].obj

    @property
    def words(self) -> tuple[str, ...]:
        """All secrets."""
        return (*self.codes, self.arabic, self.number)

    def draw(self, program: str | bytes, *, box: Box | None = None, **resources: pikepdf.Object) -> None:
        """Add to what the page shows, with what it refers to; `box` is where it is seen, in the page's own points."""
        data = program if isinstance(program, bytes) else program.encode("latin-1")
        for kind, more in resources.items():
            if f"/{kind}" not in self.page.Resources:
                self.page.Resources[f"/{kind}"] = Dictionary()
            for name, one in more.items():
                self.page.Resources[f"/{kind}"][name] = one
        self.pdf.pages[self.page_number - 1].contents_add(self.pdf.make_stream(b"q " + data + b" Q"))
        if box:
            self.boxes.append((self.page_number, box))

    def found_by(self, *channels: str) -> None:
        """Channels whose verdict on the untouched file must be `found`."""
        self.channels |= set(channels)


@dataclass(frozen=True)
class Planted:
    """A finished file, its secrets, the boxes that cover them, and the channels in which they lie."""

    content: bytes
    words: tuple[str, ...]
    regions: Regions
    channels: frozenset[str]


def planted(plan: int, seed: int) -> Planted:
    """The file of a plan, 1 to 20, and a seed: the same bytes each time."""
    chance = random.Random(f"{plan}/{seed}")
    pdf = pikepdf.open(io.BytesIO(_base(chance, pages=10 if plan == 20 else 2)))
    del pdf.trailer["/Info"]
    codes = ("".join(chance.choices(string.ascii_uppercase, k=chance.randint(8, 12))) for _ in range(2))
    number = f"{chance.randint(10**7, 10**8 - 1)}"
    made = Planting(pdf, (next(codes), next(codes)), " ".join(chance.sample(ARABIC, 3)), number)
    chosen = range(1, 20) if plan == 20 else (plan,)
    for count, one in enumerate(chosen):
        made.page_number = count // 2 + 1
        PLANS[one](made, seed)
    return Planted(_saved(made, plan, seed), made.words, _regions(made), frozenset(made.channels))


def _base(chance: random.Random, *, pages: int) -> bytes:
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=0)
    for _ in range(pages):
        for line in range(LINES):
            said = " ".join(chance.choices(("road", "gate", "count", "water", "bread", "winter", "list"), k=7))
            canvas.drawString(60, 780 - 22 * line, f"(S//NF) {said}")
        canvas.showPage()
    canvas.save()
    return drawn.getvalue()


def _saved(made: Planting, plan: int, seed: int) -> bytes:
    packed = plan == 11 or (plan == 10 and seed % 2 == 1)
    mode = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    written = io.BytesIO()
    made.pdf.save(written, deterministic_id=True, object_stream_mode=mode)
    content = written.getvalue()
    for change in made.after:
        content = change(content)
    return content


def _regions(made: Planting) -> Regions:
    boxes = [*made.boxes] or [(1, (60.0, 60.0, 90.0, 80.0))]
    listed = [Region(page, _as_shown(made.pdf.pages[page - 1], box), "SRC") for page, box in boxes]
    return Regions(None, tuple(listed))


def _as_shown(page: pikepdf.Page, box: Box) -> Box:
    """A box in the page's own points as it lies after crop and turning."""
    left, low, right, high = (float(one) for one in page.cropbox)
    x0, y0, x1, y1 = box[0] - left, box[1] - low, box[2] - left, box[3] - low
    wide, tall = right - left, high - low
    match int(page.obj.get("/Rotate", 0)) % 360:
        case 90:
            return y0, wide - x1, y1, wide - x0
        case 180:
            return wide - x1, tall - y1, wide - x0, tall - y0
        case 270:
            return tall - y1, x0, tall - y0, x1
        case _:
            return x0, y0, x1, y1


def _helvetica() -> Dictionary:
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)


def _set(said: str, x: float, y: float, before: str = "") -> str:
    return f"{before} BT /Fs 12 Tf {x} {y} Td ({said}) Tj ET"


def _over(x: float, y: float, letters: int = 12) -> Box:
    return x - 2, y - 4, x + 12 * letters, y + 12


def _text(made: Planting, said: str, x: float, y: float, before: str = "", *, seen: bool = True) -> None:
    made.draw(_set(said, x, y, before), box=_over(x, y) if seen else None, Font=Dictionary(Fs=_helvetica()))


def plain(made: Planting, _seed: int) -> None:
    _text(made, made.codes[0], 60, 480)
    made.found_by("streams", "shown-text", "text-pdfium", "text-pypdf")


def letters(made: Planting, _seed: int) -> None:
    singly = " ".join(f"({one}) Tj 9 0 Td" for one in made.codes[0])
    kerned = " ".join(f"({one}) -120" for one in made.codes[1])
    made.draw(f"BT /Fs 12 Tf 60 460 Td {singly} ET", box=_over(60, 460), Font=Dictionary(Fs=_helvetica()))
    made.draw(f"BT /Fs 12 Tf 300 460 Td [{kerned}] TJ ET", box=_over(300, 460, 16), Font=Dictionary(Fs=_helvetica()))
    made.found_by("shown-text", "text-pdfium")


def _scan(made: Planting, said: str) -> Stream:
    """A picture of a word, 300 by 40 pixels."""
    drawn = Image.new("L", (300, 40), 235)
    ImageDraw.Draw(drawn).text((6, 6), said, fill=0, font=ImageFont.load_default(24))
    return Stream(
        made.pdf, drawn.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=300, Height=40,
        ColorSpace=Name.DeviceGray, BitsPerComponent=8,
    )  # fmt: skip


def _scanned(made: Planting, said: str, x: float, y: float) -> None:
    made.draw(
        f"150 0 0 20 {x} {y} cm /Scan{int(x)}x{int(y)} Do", box=(x, y, x + 150, y + 20),
        XObject=Dictionary({f"/Scan{int(x)}x{int(y)}": made.pdf.make_indirect(_scan(made, said))}),
    )  # fmt: skip


def invisible(made: Planting, _seed: int) -> None:
    _text(made, made.codes[0], 60, 435, "3 Tr")
    _scanned(made, made.codes[0], 60, 430)
    made.found_by("shown-text", "text-pdfium", "pixels")


def raster(made: Planting, _seed: int) -> None:
    _scanned(made, made.codes[1], 300, 430)
    made.found_by("pixels")


def form(made: Planting, _seed: int) -> None:
    look = Stream(made.pdf, f"BT /Fs 10 Tf 2 2 Td ({made.codes[0]}) Tj ET".encode())
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 120, 14])
    look.Resources = Dictionary(Font=Dictionary(Fs=_helvetica()))
    widget = made.pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("source"), V=String(made.codes[0]),
            DV=String(made.number), Rect=Array([60, 405, 180, 419]), AP=Dictionary(N=made.pdf.make_indirect(look)), F=4,
        )
    )  # fmt: skip
    _annotate(made, widget)
    made.pdf.Root.AcroForm = Dictionary(Fields=Array([widget]))
    made.boxes.append((made.page_number, _over(60, 405)))
    made.found_by("acroform", "annotations", "objects", "shown-text")


def _annotate(made: Planting, one: pikepdf.Object) -> None:
    if "/Annots" not in made.page:
        made.page.Annots = Array()
    made.page.Annots.append(one)


def notes(made: Planting, _seed: int) -> None:
    planted_in: tuple[tuple[Name, dict[str, pikepdf.Object]], ...] = (
        (Name.Text, {"/Contents": String(made.codes[0])}),
        (Name.FreeText, {"/Contents": String(made.arabic), "/DA": String("/Helv 10 Tf 0 g")}),
        (Name.Popup, {"/Contents": String(made.number)}),
        (Name.Link, {"/A": Dictionary(S=Name.URI, URI=String(f"https://example.org/{made.codes[1]}"))}),
    )
    for at, (kind, more) in enumerate(planted_in):
        rect = Array([60 + 60 * at, 380, 100 + 60 * at, 394])
        one = Dictionary({"/Type": Name.Annot, "/Subtype": kind, "/Rect": rect, **more})
        _annotate(made, made.pdf.make_indirect(one))
    made.found_by("annotations", "objects")


def attachment(made: Planting, _seed: int) -> None:
    specs = []
    for said in (made.codes[0], made.number):
        file = made.pdf.make_stream(f"the source is {said}".encode(), Type=Name.EmbeddedFile)
        specs.append(
            made.pdf.make_indirect(
                Dictionary(Type=Name.Filespec, F=String(f"{said}.txt"), EF=Dictionary(F=made.pdf.make_indirect(file)))
            )
        )
    _names(made)["/EmbeddedFiles"] = Dictionary(Names=Array([String(made.codes[0]), specs[0]]))
    only = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, FS=specs[1], Rect=Array([400, 380, 412, 392]))
    _annotate(made, made.pdf.make_indirect(only))
    made.found_by("attachments", "streams", "objects", "annotations")


def _names(made: Planting) -> pikepdf.Object:
    if "/Names" not in made.pdf.Root:
        made.pdf.Root.Names = Dictionary()
    return made.pdf.Root.Names


def outline(made: Planting, _seed: int) -> None:
    top = made.pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=1))
    entry = made.pdf.make_indirect(Dictionary(Title=String(made.arabic), Parent=top, Dest=Array([made.page, Name.Fit])))
    top.First = top.Last = entry
    made.pdf.Root.Outlines = top
    _names(made)["/Dests"] = Dictionary(Names=Array([String(made.codes[0]), Array([made.page, Name.Fit])]))
    made.pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(P=String(made.number))]))
    made.found_by("outline", "destinations", "page-labels", "objects")


def metadata(made: Planting, _seed: int) -> None:
    made.pdf.trailer.Info = made.pdf.make_indirect(
        Dictionary({"/Title": String(made.codes[0]), "/Subject": String(made.arabic), "/Custom": String(made.number)})
    )
    said = f"{made.codes[1]} {made.arabic}"
    xmp = (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<rdf:Description rdf:about=""><dc:source>{said}</dc:source></rdf:Description></rdf:RDF></x:xmpmeta>'
        '<?xpacket end="w"?>'
    )
    made.pdf.Root.Metadata = made.pdf.make_stream(xmp.encode(), Type=Name.Metadata, Subtype=Name.XML)
    made.found_by("info", "xmp", "objects", "streams")


def revisions(made: Planting, _seed: int) -> None:
    secret = made.pdf.make_indirect(Dictionary(Said=String(made.codes[0])))
    made.page.PZ = secret

    def write_over(content: bytes) -> bytes:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            number = next(one.objgen[0] for one in pdf.objects if isinstance(one, Dictionary) and "/Said" in one)
            size, root = int(pdf.trailer.Size), pdf.trailer.Root.objgen[0]
        before = content.rindex(b"startxref")
        prev = int(content[before + 9 :].split()[0])
        at = len(content)
        new = f"{number} 0 obj\n<< /Said (nothing) >>\nendobj\n".encode()
        table = at + len(new)
        if b"/XRef" in content:
            rows = bytes([1]) + at.to_bytes(4, "big") + b"\0\0" + bytes([1]) + table.to_bytes(4, "big") + b"\0\0"
            head = f"{size} 0 obj\n<< /Type /XRef /Size {size + 1} /W [1 4 2] /Index [{number} 1 {size} 1] "
            head += f"/Root {root} 0 R /Prev {prev} /Length {len(rows)} >>\nstream\n"
            new += head.encode() + rows + b"\nendstream\nendobj\n"
        else:
            new += f"xref\n{number} 1\n{at:010} 00000 n \ntrailer\n".encode()
            new += f"<< /Size {size} /Root {root} 0 R /Prev {prev} >>\n".encode()
        return content + new + f"startxref\n{table}\n%%EOF\n".encode()

    made.after.append(write_over)
    made.found_by("revisions")


def packed(made: Planting, _seed: int) -> None:
    made.page.PA = made.pdf.make_indirect(
        Dictionary(Hex=String(made.codes[0]), Wide=String(b"\xfe\xff" + made.arabic.encode("utf-16-be")))
    )
    made.found_by("objects")


def arabic(made: Planting, _seed: int) -> None:
    shaped = "".join(_final_form(one) for one in made.arabic)
    forms = (made.arabic, shaped, made.arabic[::-1], made.arabic.replace(" ", "ـ ")[:-1] + "ـ" + made.arabic[-1])
    for at, said in enumerate(forms):
        y = 350 - 16 * at
        shown = said.encode("utf-16-be").hex()
        fonts = Dictionary(Fa=_any_letters(made))
        made.draw(f"BT /Fa 12 Tf 60 {y} Td <{shown}> Tj ET", box=_over(60, y, 24), Font=fonts)
    made.found_by("shown-text", "text-pdfium", "to-unicode")


def _final_form(letter: str) -> str:
    """The isolated shape of an Arabic letter, where Unicode has one."""
    shapes = {
        "و": "ﻭ", "ه": "ﻩ", "م": "ﻡ", "ي": "ﻱ", "ت": "ﺕ", "ج": "ﺝ", "ر": "ﺭ", "ب": "ﺏ", "ة": "ﺓ", "ث": "ﺙ",
        "ا": "ﺍ", "ل": "ﻝ", "خ": "ﺥ", "ع": "ﻉ", "ن": "ﻥ", "أ": "ﺃ", "ص": "ﺹ",
    }  # fmt: skip
    return shapes.get(letter, letter)


def _any_letters(made: Planting) -> Dictionary:
    """A font that is not embedded, whose codes are Unicode itself."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def "
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange 3 beginbfrange <0020> <007E> <0020> "
        b"<0600> <06FF> <0600> <FE70> <FEFE> <FE70> endbfrange endcmap end end"
    )
    inner = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Helvetica, DW=600,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=Dictionary(Type=Name.FontDescriptor, FontName=Name.Helvetica, Flags=4),
    )  # fmt: skip
    return made.pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Helvetica, Encoding=Name("/Identity-H"),
            DescendantFonts=Array([made.pdf.make_indirect(inner)]), ToUnicode=made.pdf.make_stream(cmap),
        )
    )  # fmt: skip


def layer(made: Planting, _seed: int) -> None:
    off = made.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("draft")))
    made.pdf.Root.OCProperties = Dictionary(OCGs=Array([off]), D=Dictionary(OFF=Array([off])))
    made.draw(
        f"/OC /Off BDC {_set(made.codes[0], 300, 480)} EMC",
        Font=Dictionary(Fs=_helvetica()),
        Properties=Dictionary(Off=off),
    )
    made.found_by("layers", "shown-text")


def structure(made: Planting, _seed: int) -> None:
    root = made.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.K = made.pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.P, P=root, ActualText=String(made.arabic), Alt=String(made.codes[1]),
                   E=String(made.number))
    )  # fmt: skip
    made.pdf.Root.StructTreeRoot = root
    made.draw(f"/Span << /ActualText ({made.codes[0]}) >> BDC EMC")
    made.found_by("structure", "objects", "streams")


def hidden(made: Planting, _seed: int) -> None:
    _text(made, made.codes[0], 60, 270, "1 g")
    _text(made, made.codes[1], 300, 270)
    _scanned(made, "list", 295, 262)
    made.page.CropBox = Array([20, 20, WIDTH - 20, HEIGHT - 20])
    _text(made, made.number, 200, 6, seen=False)
    made.found_by("shown-text", "streams", "text-pdfium")


def turned(made: Planting, seed: int) -> None:
    made.page.Rotate = (90, 180, 270)[seed % 3]
    made.page.CropBox = Array([30, 40, WIDTH - 30, HEIGHT - 50])
    _text(made, made.codes[0], 60, 240)
    made.found_by("shown-text", "text-pdfium", "pixels")


def glyphs(made: Planting, _seed: int) -> None:
    name = Name(f"/{made.codes[0]}")
    square = made.pdf.make_stream(b"600 0 0 0 500 700 d1 0 0 500 700 re f")
    spelt = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 600, 700]), FirstChar=65, LastChar=65,
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), Widths=Array([600]),
        CharProcs=Dictionary({str(name): made.pdf.make_indirect(square)}),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([65, name])), Resources=Dictionary(),
    )  # fmt: skip
    made.draw("BT /F3 12 Tf 60 210 Td (A) Tj ET", box=_over(60, 210), Font=Dictionary(F3=made.pdf.make_indirect(spelt)))
    other = _helvetica()
    pairs = " ".join(f"<{65 + at:02X}> <{ord(one):04X}>" for at, one in enumerate(made.codes[1]))
    count = len(made.codes[1])
    cmap = f"begincmap 1 begincodespacerange <00> <FF> endcodespacerange {count} beginbfchar {pairs} endbfchar endcmap"
    other.ToUnicode = made.pdf.make_stream(cmap.encode())
    drawn = "".join(chr(65 + at) for at in range(len(made.codes[1])))
    made.draw(f"BT /Fu 12 Tf 300 210 Td ({drawn}) Tj ET", box=_over(300, 210), Font=Dictionary(Fu=other))
    made.found_by("objects", "to-unicode", "text-pdfium")


def thumbnail(made: Planting, _seed: int) -> None:
    made.page.Thumb = made.pdf.make_indirect(_scan(made, made.codes[0]))
    made.page.PieceInfo = Dictionary(Maker=Dictionary(Private=String(made.codes[1])))
    made.pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{made.number}')"))
    made.found_by("thumbnails", "javascript", "objects")


def twice(made: Planting, _seed: int) -> None:
    stamp = Stream(made.pdf, _set(made.codes[0], 0, 4).encode())
    stamp.Type, stamp.Subtype, stamp.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 20])
    stamp.Resources = Dictionary(Font=Dictionary(Fs=_helvetica()))
    shared, first = made.pdf.make_indirect(stamp), made.page_number
    for number in (first, first + 1 if first < len(made.pdf.pages) else first - 1):
        made.page_number = number
        made.draw("1 0 0 1 60 170 cm /Stamp Do", box=_over(60, 174), XObject=Dictionary(Stamp=shared))
    made.found_by("shown-text", "streams", "text-pdfium")


PLANS: dict[int, Callable[[Planting, int], None]] = {
    1: plain, 2: letters, 3: invisible, 4: raster, 5: form, 6: notes, 7: attachment, 8: outline, 9: metadata,
    10: revisions, 11: packed, 12: arabic, 13: layer, 14: structure, 15: hidden, 16: turned, 17: glyphs, 18: thumbnail,
    19: twice,
}  # fmt: skip


def corpus(seeds: int = 3) -> Iterator[tuple[str, Planted]]:
    """Every plan with so many seeds, named."""
    for plan in range(1, 21):
        for seed in range(seeds):
            yield f"{plan}-{seed}", planted(plan, seed)
