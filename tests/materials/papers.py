"""Documents of every sort for the tests of the inspection: sound, hostile, talkative, damaged; made here, byte by byte."""

import io
import zipfile

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from tests.materials.factories import DEMO, MAIN_PARTS

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SLIDES = (DEMO / "nagasaki-opening.pdf").read_bytes()


def pdf(change=None, *, pages=1, metadata=None):
    """A PDF of empty pages; ``change`` is called with its writer."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(width=960, height=540)
    writer.metadata = None
    if metadata:
        writer.add_metadata(metadata)
    if change:
        change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def with_script(writer):
    script = TextStringObject("app.alert('hello');")
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): script})
    names = ArrayObject([TextStringObject("a"), writer._add_object(action)])
    tree = DictionaryObject({NameObject("/Names"): names})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): tree})


def with_launch(writer):
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    )
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)


def with_hidden_script(writer):
    """A script that nothing leads to but an object of its own, under an action that follows another."""
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")}
    )
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/GoTo"), NameObject("/Next"): ArrayObject([script])}
    )
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)


def with_attachment(writer):
    writer.add_attachment("名簿.csv", b"secret")


def with_submission(writer):
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/SubmitForm"), NameObject("/F"): TextStringObject("x")}
    )
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})


def with_form(writer):
    form = DictionaryObject(
        {NameObject("/XFA"): TextStringObject("<xdp/>"), NameObject("/Fields"): ArrayObject()}
    )
    writer.root_object[NameObject("/AcroForm")] = writer._add_object(form)


def with_film(writer):
    _annotate(writer, "/RichMedia")


def with_comment(writer):
    _annotate(
        writer, "/Text", **{"/T": TextStringObject("査読 太郎"), "/Contents": TextStringObject("直すこと")}
    )


def with_properties(writer):
    """An author in the properties, in XMP and in a picture's own metadata."""
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq>'
        "<rdf:li>内田 花子</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    for owner in (writer.root_object, writer.pages[0]):
        stream = StreamObject()
        stream._data = packet.encode()
        stream[NameObject("/Type")], stream[NameObject("/Subtype")] = (
            NameObject("/Metadata"),
            NameObject("/XML"),
        )
        owner[NameObject("/Metadata")] = writer._add_object(stream)
    writer.add_metadata({"/Author": "内田 花子", "/Title": "説明資料", "/Company": "架空市"})


def with_signature(writer):
    value = DictionaryObject({NameObject("/Type"): NameObject("/Sig")})
    field = DictionaryObject(
        {NameObject("/FT"): NameObject("/Sig"), NameObject("/V"): writer._add_object(value)}
    )
    form = DictionaryObject({NameObject("/Fields"): ArrayObject([writer._add_object(field)])})
    writer.root_object[NameObject("/AcroForm")] = writer._add_object(form)


def _annotate(writer, subtype, **more):
    numbers = [FloatObject(one) for one in (10, 10, 60, 60)]
    facts = {
        "/Type": NameObject("/Annot"),
        "/Subtype": NameObject(subtype),
        "/Rect": ArrayObject(numbers),
        **more,
    }
    mark = writer._add_object(DictionaryObject({NameObject(key): value for key, value in facts.items()}))
    writer.pages[0][NameObject("/Annots")] = ArrayObject([mark])


def locked(password="", owner="owner"):
    """A PDF that needs ``password`` to be opened, or only restricts what may be done with it."""
    return pdf(lambda writer: writer.encrypt(password, owner, algorithm="RC4-128"))


def office(kind, parts, *, relations=()):
    """An Office file of these parts; ``relations``: (part, type, target, mode)."""
    made = io.BytesIO()
    main = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}[kind]
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="application/xml"/>' for name in parts if name != main
    )
    types = f'<Override PartName="/{main}" ContentType="{MAIN_PARTS[kind]}"/>'
    own = {
        "[Content_Types].xml": f'<Types xmlns="x"><Default Extension="xml" ContentType="x"/>{types}{listed}</Types>'
    }
    for name in {one for one, *_rest in relations}:
        folder, _slash, file = name.rpartition("/")
        rows = "".join(
            f'<Relationship Id="r{number}" Type="{OFFICE}/{way}" Target="{target}"{mode}/>'
            for number, (part, way, target, mode) in enumerate(relations)
            if part == name
        )
        own[f"{folder}/_rels/{file}.rels"] = f'<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**own, **parts}.items():
            package.writestr(name, content)
    return made.getvalue()


CORE = (
    '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>説明資料</dc:title><dc:creator>内田 花子</dc:creator>'
    "<cp:lastModifiedBy>外山 次郎</cp:lastModifiedBy></cp:coreProperties>"
)
APP = "<Properties><Company>架空市役所</Company><Pages>3</Pages></Properties>"
PROPERTIES = {"docProps/core.xml": CORE, "docProps/app.xml": APP}
STORY = (
    f'<w:document xmlns:w="{W}" xmlns:w14="fourteen" xmlns:mc="compat" mc:Ignorable="w14"><w:body>'
    '<w:p><w:r><w:t xml:space="preserve">残る文 </w:t></w:r>'
    '<w:ins w:author="変更 三郎" w:id="1"><w:r><w:t>足した文 &amp; 他</w:t></w:r></w:ins>'
    '<w:del w:author="変更 三郎" w:id="2"><w:r><w:delText>消した秘密</w:delText></w:r></w:del>'
    '<w:commentRangeStart w:id="0"/><w:r><w:rPr><w:vanish/></w:rPr><w:t>隠し</w:t></w:r><w:commentRangeEnd w:id="0"/>'
    '<w:r><w:commentReference w:id="0"/></w:r></w:p></w:body></w:document>'
)
COMMENTS = (
    f'<w:comments xmlns:w="{W}"><w:comment w:author="査読 太郎" w:id="0"><w:p/></w:comment></w:comments>'
)


def docx(**more):
    """A document with an author, a comment, a tracked change and hidden text."""
    parts = {"word/document.xml": STORY, "word/comments.xml": COMMENTS, **PROPERTIES, **more}
    return office("docx", parts, relations=[("word/document.xml", "comments", "comments.xml", "")])


def xlsx():
    """A workbook with a hidden sheet and a comment in its box."""
    sheet = '<worksheet xmlns:r="r"><sheetData/><legacyDrawing r:id="r1"/></worksheet>'
    remark = "<comments><authors><author>査読 太郎</author></authors><commentList><comment ref='A1'/></commentList></comments>"
    box = '<xml xmlns:x="x"><x:ClientData ObjectType="Note"/></xml>'
    parts = {
        "xl/workbook.xml": '<workbook><sheets><sheet name="表"/><sheet name="裏" state="hidden"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/comments1.xml": remark,
        "xl/drawings/vmlDrawing1.vml": box,
        "xl/sharedStrings.xml": "<sst><si><t>東京</t><rPh><t>トウキョウ</t></rPh></si></sst>",
        **PROPERTIES,
    }
    place = "xl/worksheets/sheet1.xml"
    relations = [
        (place, "comments", "../comments1.xml", ""),
        (place, "vmlDrawing", "../drawings/vmlDrawing1.vml", ""),
    ]
    return office("xlsx", parts, relations=relations)


def pptx(**more):
    """Slides with notes, a hidden slide, an embedded table, a thumbnail and a picture from elsewhere."""
    parts = {
        "ppt/presentation.xml": "<presentation/>",
        "ppt/slides/slide1.xml": '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>一枚目</a:t></a:r></a:p></p:sld>',
        "ppt/slides/slide2.xml": '<p:sld xmlns:p="p" xmlns:a="a" show="0"><a:p><a:r><a:t>二枚目</a:t></a:r></a:p></p:sld>',
        "ppt/notesSlides/notesSlide1.xml": '<p:notes xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>言わない</a:t></a:r></a:p></p:notes>',
        "ppt/embeddings/sheet.xlsx": "x",
        "docProps/thumbnail.jpeg": photograph(place=False),
        **PROPERTIES,
        **more,
    }
    link = ("ppt/slides/slide1.xml", "hyperlink", "https://www.example.jp/", ' TargetMode="External"')
    picture = ("ppt/slides/slide2.xml", "image", "https://elsewhere.example/p.png", ' TargetMode="External"')
    return office("pptx", parts, relations=[link, picture])


def photograph(*, place=True):
    """A JPEG with its maker, and where it was taken."""
    made, picture = io.BytesIO(), Image.new("RGB", (64, 48), "teal")
    said = picture.getexif()
    said[0x013B] = "撮影 四郎".encode()
    said[0x0112] = 6
    if place:
        said.get_ifd(0x8825)[1] = "N"
    picture.save(made, "JPEG", exif=said)
    return made.getvalue()
