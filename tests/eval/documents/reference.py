"""What other programs read in the same files: one JSON line a file, in the order of the input.

In: a JSON list of {path, format} on stdin. Out: {path, status: text | refused | none, tool, text, numbers, isEmpty, why}.
`none` means that no tool is known (or installed) for the format, or that the text is in images. No file is written.
"""
import email
import email.policy
import json
import mailbox
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date, datetime, time
from html.parser import HTMLParser
from xml.etree import ElementTree

LIMIT_SECONDS = 120


class Refused(Exception):
    pass


class NoTool(Exception):
    pass


def run(*command):
    if shutil.which(command[0]) is None:
        raise NoTool(command[0])
    try:
        done = subprocess.run(command, capture_output=True, timeout=LIMIT_SECONDS, check=False)
    except subprocess.TimeoutExpired as slow:
        raise Refused('timeout') from slow
    if done.returncode != 0:
        raise Refused(done.stderr.decode('utf-8', 'replace').strip()[:200] or f'exit {done.returncode}')
    return done.stdout.decode('utf-8', 'replace')


def first_of(*readers):
    """The first reader that finds something in the file; what the first one made of it counts when none does."""
    def read(path):
        first = None
        for reader in readers:
            try:
                found = reader(path)
                if has_words(found[1]) or found[2]:
                    return found
                first = first or found
            except (Refused, NoTool) as failure:
                first = first or failure
        if isinstance(first, Exception):
            raise first
        return first
    return read


def has_words(text):
    return re.search(r'\w', text) is not None


def pandoc(source):
    filter = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'textOnly.lua')
    return lambda path: ('pandoc', run('pandoc', '-f', source, '-t', 'plain', '--wrap=none', '--lua-filter', filter, path), [])


def decoded(path):
    with open(path, 'rb') as file:
        raw = file.read()
    if raw[:2] in (b'\xff\xfe', b'\xfe\xff'):
        return raw.decode('utf-16', 'replace')
    # Latin letters in UTF-16 are valid UTF-8 too, with a zero beside each.
    if raw[:2000].count(0) * 4 > len(raw[:2000]):
        return raw.decode('utf-16-le' if raw[:2000:2].count(0) < raw[1:2000:2].count(0) else 'utf-16-be', 'replace')
    try:
        return raw.decode('utf-8-sig')
    except UnicodeDecodeError:
        pass
    try:
        from charset_normalizer import from_bytes
        return str(from_bytes(raw).best() or raw.decode('cp1252', 'replace'))
    except ModuleNotFoundError:
        return raw.decode('cp1252', 'replace')


def plain(path):
    return 'python', decoded(path), []


class Text(HTMLParser):
    """The text of a page, without scripts and styles."""
    SILENT = {'script', 'style', 'template', 'noscript', 'head'}
    INLINE = {'a', 'abbr', 'b', 'big', 'code', 'em', 'font', 'i', 'mark', 's', 'small', 'span', 'strong', 'sub', 'sup', 'tt', 'u', 'wbr'}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in self.SILENT
        if tag not in self.INLINE:
            self.parts.append('\n')

    def handle_endtag(self, tag):
        self.silent = max(0, self.silent - (tag in self.SILENT))
        if tag not in self.INLINE:
            self.parts.append('\n')

    def handle_data(self, data):
        if not self.silent:
            self.parts.append(data)


def text_of_html(markup):
    # A head that is never closed would hide everything.
    parser = Text()
    parser.feed(re.sub(r'(?is)<head\b.*?</head\s*>', '', markup))
    parser.close()
    return ''.join(parser.parts)


def html(path):
    head = open(path, 'rb').read(4096)
    declared = re.search(rb'charset=["\']?([\w-]+)', head)
    raw = open(path, 'rb').read()
    if raw[:2] in (b'\xff\xfe', b'\xfe\xff') or declared is None:
        return 'html.parser', text_of_html(decoded(path)), []
    try:
        return 'html.parser', text_of_html(raw.decode(declared.group(1).decode(), 'replace')), []
    except LookupError:
        return 'html.parser', text_of_html(decoded(path)), []


def pdf(path):
    text = run('pdftotext', '-q', path, '-')
    if not has_words(text):
        try:
            if len(run('pdfimages', '-list', path).splitlines()) > 2:
                raise NoTool('text in images')
        except Refused:
            pass
    return 'pdftotext', text, []


def cells(rows):
    """Words of text cells, years of dates, and numbers apart: how a sheet shows a number is for its format to say."""
    words, numbers = [], []
    for row in rows:
        for value in row:
            if value is None or isinstance(value, (bool, time)):
                continue
            if isinstance(value, (datetime, date)):
                words.append(str(value.year))
            elif isinstance(value, (int, float)):
                numbers.append(value)
            else:
                words.append(str(value))
    return '\n'.join(words), numbers


def xlsx(path):
    import openpyxl
    try:
        book = openpyxl.load_workbook(path, data_only=True)
        text, numbers = cells(row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
    except Exception as error:
        raise Refused(repr(error)[:200]) from error
    return 'openpyxl', text, numbers


def xls(path):
    import xlrd
    try:
        book = xlrd.open_workbook(path, logfile=open(os.devnull, 'w'))
        dates = xlrd.XL_CELL_DATE
        shown = (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER, dates)
        rows = []
        for sheet in book.sheets():
            for row in range(sheet.nrows):
                found = [cell for cell in sheet.row(row) if cell.ctype in shown]
                rows.append([xlrd.xldate_as_datetime(cell.value, book.datemode) if cell.ctype == dates and cell.value >= 1 else cell.value for cell in found])
        text, numbers = cells(rows)
    except Exception as error:
        raise Refused(repr(error)[:200]) from error
    return 'xlrd', text, numbers


def pptx(path):
    import pptx as library

    def shapes(of):
        for shape in of:
            if shape.shape_type == 6:
                yield from shapes(shape.shapes)
            elif shape.has_text_frame:
                yield shape.text_frame.text
            elif getattr(shape, 'has_table', False) and shape.has_table:
                for row in shape.table.rows:
                    for cell in row.cells:
                        yield cell.text
    try:
        texts = []
        for slide in library.Presentation(path).slides:
            texts.extend(shapes(slide.shapes))
            if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
                texts.append(slide.notes_slide.notes_text_frame.text)
    except Exception as error:
        raise Refused(repr(error)[:200]) from error
    return 'python-pptx', '\n'.join(texts), []


def open_document(path):
    """ods and odp, which pandoc can't read: the paragraphs of content.xml."""
    try:
        with zipfile.ZipFile(path) as archive:
            tree = ElementTree.fromstring(archive.read('content.xml'))
    except Exception as error:
        raise Refused(repr(error)[:200]) from error
    space = '{urn:oasis:names:tc:opendocument:xmlns:text:1.0}'
    return 'content.xml', '\n'.join(''.join(node.itertext()) for node in tree.iter() if node.tag in (space + 'p', space + 'h')), []


def message_text(message):
    """Subject, and the body as plain text where there is one. Attachments are files of their own."""
    texts = [str(message.get('subject', ''))]
    body = message.get_body(preferencelist=('plain', 'html'))
    if body is not None:
        content = body.get_content()
        content = content if isinstance(content, str) else content.decode('utf-8', 'replace')
        texts.append(text_of_html(content) if body.get_content_type() == 'text/html' else content)
    return '\n'.join(texts)


def eml(path):
    try:
        with open(path, 'rb') as file:
            return 'python email', message_text(email.message_from_binary_file(file, policy=email.policy.default)), []
    except Exception as error:
        raise Refused(repr(error)[:200]) from error


def mbox(path):
    texts = []
    for raw in mailbox.mbox(path, create=False):
        try:
            texts.append(message_text(email.message_from_bytes(raw.as_bytes(), policy=email.policy.default)))
        except Exception:
            texts.append(str(raw.get('subject', '')))
    return 'python mailbox', '\n'.join(texts), []


def msg(path):
    import extract_msg
    try:
        with extract_msg.openMsg(path) as message:
            body = message.body or (text_of_html(message.htmlBody.decode('utf-8', 'replace')) if getattr(message, 'htmlBody', None) else '')
            return 'extract-msg', f'{message.subject or ""}\n{body}', []
    except Exception as error:
        raise Refused(repr(error)[:200]) from error


def no_tool(path):
    raise NoTool('none')


READERS = {
    'pdf': pdf,
    'docx': pandoc('docx'),
    'odt': first_of(pandoc('odt'), open_document),
    'rtf': first_of(pandoc('rtf'), lambda path: ('unrtf', run('unrtf', '--text', '--nopict', path), [])),
    'epub': pandoc('epub'),
    'rst': pandoc('rst'),
    'org': pandoc('org'),
    'latex': pandoc('latex'),
    'markdown': plain,
    'html': html,
    'mhtml': eml,
    'doc': first_of(lambda path: ('antiword', run('antiword', '-m', 'UTF-8.txt', path), []), lambda path: ('catdoc', run('catdoc', '-d', 'utf-8', path), []), pandoc('docx')),
    'ppt': lambda path: ('catppt', run('catppt', '-d', 'utf-8', path), []),
    'xls': first_of(xls, lambda path: ('xls2csv', run('xls2csv', '-d', 'utf-8', path), [])),
    'xlsx': xlsx,
    'pptx': pptx,
    'ods': open_document,
    'odp': open_document,
    'eml': eml,
    'mbox': mbox,
    'msg': msg,
    'csv': plain,
    'text': plain,
    'code': plain,
}


def reference(path, kind):
    try:
        tool, text, numbers = READERS.get(kind, no_tool)(path)
        return {'status': 'text', 'tool': tool, 'text': text, 'numbers': numbers, 'isEmpty': not numbers and not has_words(text)}
    except Refused as refused:
        return {'status': 'refused', 'tool': kind, 'why': str(refused)}
    except (NoTool, ModuleNotFoundError) as missing:
        return {'status': 'none', 'why': str(missing)}


for item in json.load(sys.stdin):
    print(json.dumps({'path': item['path'], **reference(item['path'], item['format'])}), flush=True)
