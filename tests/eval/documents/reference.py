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
from datetime import date, datetime, time, timedelta
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


def unrtf(path):
    """What it says of itself stands in lines that begin with ###, before a rule."""
    text = re.sub(r'(?m)^###.*$', '', run('unrtf', '--text', '--nopict', path))
    return 'unrtf', text.split('-----------------', 1)[-1], []


def striprtf(path):
    from striprtf.striprtf import rtf_to_text
    try:
        with open(path, 'rb') as file:
            return 'striprtf', rtf_to_text(file.read().decode('latin-1'), errors='replace'), []
    except Exception as error:
        raise Refused(repr(error)[:200]) from error


def antiword(path):
    """Without the numbers that it counts for lists, which are not in the file."""
    text = run('antiword', '-m', 'UTF-8.txt', path).replace('[pic]', '')
    return 'antiword', re.sub(r'(?mi)^\s*(?:(?:\d+|[a-z]|[ivx]+)[.)])+\s', '', text), []


def ppt(path):
    """The text atoms of slides and notes; those of masters say `Click to edit`."""
    import olefile
    masters = {0x03f8, 0x0fc9}

    def texts(data):
        at = 0
        while at + 8 <= len(data):
            version = int.from_bytes(data[at:at + 2], 'little')
            kind = int.from_bytes(data[at + 2:at + 4], 'little')
            length = int.from_bytes(data[at + 4:at + 8], 'little')
            content = data[at + 8:at + 8 + length]
            # The outline of masters is a list of its own, told by its instance.
            if version & 0xf == 0xf and kind not in masters and not (kind == 0x0ff0 and version >> 4 == 1):
                yield from texts(content)
            elif kind == 0x0fa0:
                yield content.decode('utf-16-le', 'replace')
            elif kind == 0x0fa8:
                yield content.decode('latin-1')
            at += 8 + length
    try:
        with olefile.OleFileIO(path) as file:
            text = '\n'.join(texts(file.openstream('PowerPoint Document').read())).replace('\r', '\n').replace('\x0b', '\n')
        # The master of the notes is a page of notes like any other.
        return 'text atoms', re.sub(r'(?m)^(?:Click to edit .*|(?:Second|Third|Fourth|Fifth) level)$', '', text), []
    except Exception as error:
        raise Refused(repr(error)[:200]) from error


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
    """Words of text cells, and numbers apart: how a sheet shows a number is for its format to say. Dates are left out:
    a format may show any part of them."""
    words, numbers = [], []
    for row in rows:
        for value in row:
            if value is None or isinstance(value, (bool, date, datetime, time, timedelta)):
                continue
            if isinstance(value, (int, float)):
                numbers.append(value)
            else:
                words.append(str(value))
    return '\n'.join(words), numbers


def xlsx(path):
    import openpyxl
    try:
        book = openpyxl.load_workbook(path, data_only=True)
        # A format that writes digits of its own shows 4 as 1.04.
        shown = lambda cell: not (isinstance(cell.value, (int, float)) and re.search(r'[1-9]', re.sub(r'\[[^]]*\]', '', cell.number_format)))
        text, numbers = cells([cell.value for cell in row if shown(cell)] for sheet in book.worksheets for row in sheet.iter_rows())
    except Exception as error:
        raise Refused(repr(error)[:200]) from error
    return 'openpyxl', text, numbers


def xls(path):
    import xlrd
    try:
        book = xlrd.open_workbook(path, logfile=open(os.devnull, 'w'))
        shown = (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER)
        text, numbers = cells([cell.value for cell in sheet.row(row) if cell.ctype in shown] for sheet in book.sheets() for row in range(sheet.nrows))
    except Exception as error:
        try:
            return 'xls2csv', run('xls2csv', '-d', 'utf-8', path), []
        except NoTool:
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
            raw = file.read()
        # In UTF-16 as a whole: no mail program sends that, but people save it.
        if raw[:2] in (b'\xff\xfe', b'\xfe\xff') or raw[:200].count(0) > 50:
            return 'python email', message_text(email.message_from_string(decoded(path), policy=email.policy.default)), []
        return 'python email', message_text(email.message_from_bytes(raw, policy=email.policy.default)), []
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
        with extract_msg.openMsg(path, overrideEncoding='chardet') as message:
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
    'rtf': first_of(striprtf, pandoc('rtf'), unrtf),
    'epub': pandoc('epub'),
    'rst': pandoc('rst'),
    'org': pandoc('org'),
    'latex': pandoc('latex'),
    'markdown': plain,
    'html': html,
    'mhtml': eml,
    'doc': first_of(antiword, lambda path: ('catdoc', run('catdoc', '-d', 'utf-8', path), []), pandoc('docx')),
    # catppt gives the name of the theme and nothing else for most files.
    'ppt': ppt,
    'xls': xls,
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
