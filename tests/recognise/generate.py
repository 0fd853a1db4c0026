#!/usr/bin/env python3
"""generate.py FOLDER [SEED]: varied lists as Chinese offices keep them, and labels.json with what is in each.

Everything is made up here: names from parts, places inside Zhaoqing, telephones that are nobody's. The datum is told by places of the sample map
(data/sample/*.csv), which some of the lists repeat. CSV in several encodings, XLSX and ODS written by hand (zip of XML) so that nothing but Python
is needed. The same seed makes the same files."""
import csv
import json
import math
import os
import random
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.join(HERE, '..', '..', 'data', 'sample')
COUNTIES = ['端州区', '鼎湖区', '高要区', '四会市', '广宁县', '怀集县', '封开县', '德庆县']
TOWNS = ['城东街道', '黄岗街道', '睦岗街道', '金利镇', '白土镇', '大沙镇', '地豆镇', '江屯镇', '石咀镇', '梁村镇', '南丰镇', '官圩镇']
SURNAMES = '陈李张黄何梁林罗郑谢唐许邓冯曾彭苏卢蔡潘'
GIVEN = ['伟', '芳', '秀英', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '涛', '明', '超', '兰', '霞', '平', '刚', '志华', '建国', '小红', '国强']
WORDS = ['恒力', '华昌', '鸿泰', '卓越', '富源', '康源', '星湖', '七星', '宝月', '西江', '绥江', '砚都', '端江', '德星', '金岗', '贺江', '三榕', '莲塘', '禄步', '水南', '大旺', '永安']


def krueger(lon, lat, meridian, a=6378137.0, f=1 / 298.257222101):
    """Gauss-Krüger by Snyder's series, good to centimetres within a zone: independent of the programme's."""
    e2 = f * (2 - f)
    ep2 = e2 / (1 - e2)
    phi, lam = math.radians(lat), math.radians(lon - meridian)
    n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    t, c, aa = math.tan(phi) ** 2, ep2 * math.cos(phi) ** 2, lam * math.cos(phi)
    m = a * ((1 - e2 / 4 - 3 * e2 ** 2 / 64 - 5 * e2 ** 3 / 256) * phi - (3 * e2 / 8 + 3 * e2 ** 2 / 32 + 45 * e2 ** 3 / 1024) * math.sin(2 * phi)
             + (15 * e2 ** 2 / 256 + 45 * e2 ** 3 / 1024) * math.sin(4 * phi) - 35 * e2 ** 3 / 3072 * math.sin(6 * phi))
    x = n * (aa + (1 - t + c) * aa ** 3 / 6 + (5 - 18 * t + t * t + 72 * c - 58 * ep2) * aa ** 5 / 120)
    y = m + n * math.tan(phi) * (aa ** 2 / 2 + (5 - t + 9 * c + 4 * c * c) * aa ** 4 / 24 + (61 - 58 * t + t * t + 600 * c - 330 * ep2) * aa ** 6 / 720)
    return x + 500000.0, y


def gcj02(lon, lat):
    """The usual published approximation of the Chinese map offset."""
    x, y = lon - 105.0, lat - 35.0
    s = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    dlat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + s
    dlat += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    dlat += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    dlon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + s
    dlon += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    dlon += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    rad = lat / 180.0 * math.pi
    ee = 0.00669342162296594323
    magic = 1 - ee * math.sin(rad) ** 2
    dlat = dlat * 180.0 / (6378245.0 * (1 - ee) / (magic * math.sqrt(magic)) * math.pi)
    dlon = dlon * 180.0 / (6378245.0 / math.sqrt(magic) * math.cos(rad) * math.pi)
    return lon + dlon, lat + dlat


def bd09(lon, lat):
    lon, lat = gcj02(lon, lat)
    k = math.pi * 3000.0 / 180.0
    z = math.sqrt(lon * lon + lat * lat) + 0.00002 * math.sin(lat * k)
    t = math.atan2(lat, lon) + 0.000003 * math.cos(lon * k)
    return z * math.cos(t) + 0.0065, z * math.sin(t) + 0.006


def dms(v, letters, style):
    s = round(abs(v) * 3600, 1)
    d, m, s = int(s // 3600), int(s % 3600 // 60), s % 60
    if style == 'sign':
        return f'{d}°{m:02d}′{s:04.1f}″{letters}'
    if style == 'ascii':
        return f'{d}°{m:02d}\'{s:04.1f}"{letters}'
    if style == 'han':
        return f'{d}度{m}分{s:.1f}秒'
    if style == 'colon':
        return f'{d}:{m:02d}:{s:04.1f}'
    return str(int(round(d * 10000 + m * 100 + s)))


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def person(self):
        return self.r.choice(SURNAMES) + self.r.choice(GIVEN)

    def mobile(self):
        return '1' + self.r.choice(['38', '39', '59', '88', '36']) + ''.join(self.r.choice('0123456789') for _ in range(8))

    def phone(self):
        return self.r.choice([self.mobile(), '0758-' + ''.join(self.r.choice('23456789') for _ in range(7)), '0758' + ''.join(self.r.choice('23456789') for _ in range(7))])

    def credit(self):
        alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
        weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
        text = '9144120' + ''.join(self.r.choice('0123456789') for _ in range(1)) + 'MA' + ''.join(self.r.choice(alphabet) for _ in range(7))
        return text + alphabet[(31 - sum(alphabet.index(c) * w for c, w in zip(text, weights)) % 31) % 31]

    def address(self, county, town):
        return f'肇庆市{county}{town}{self.r.choice(WORDS)}路{self.r.randint(1, 300)}号'

    def date(self):
        return self.r.choice(['{}-{:02d}-{:02d}', '{}/{}/{}', '{}年{}月{}日', '{}.{:02d}.{:02d}']).format(self.r.randint(2015, 2026), self.r.randint(1, 12), self.r.randint(1, 28))

    def position(self):
        return self.r.uniform(111.4, 112.8), self.r.uniform(22.9, 24.2)


# What a kind's list holds: header choices of each field, and how a cell is made.
def columns_of(kind):
    common = {
        'address': ['地址', '详细地址', '{}地址', '所在地', '位置', '具体地址', '坐落地址'],
        'county': ['县区', '所属县区', '区县', '县（市、区）', '所在县区', '行政区'],
        'town': ['乡镇街道', '镇街', '所属镇街', '乡镇（街道）', '街道'],
        'contact': ['联系人', '负责人', '联系人姓名', '主要负责人', '责任人'],
        'phone': ['联系电话', '电话', '联系方式', '手机号码', '负责人电话', '联系人\n电话'],
        'duty_phone': ['24小时值班电话', '值班电话', '应急值守电话'],
        'remarks': ['备注', '说明'],
    }
    own = {
        'hospital': {'name': ['医院名称', '机构名称', '名称', '单位名称', '医疗机构名称'], 'type': ['类型', '机构类型', '医院类型'], 'grade': ['医院等级', '等级', '级别', '医院级别'],
                     'beds': ['床位数', '床位', '编制床位', '床位数（张）', '核定床位'], 'free_beds': ['空余床位', '空床'], 'ambulances': ['救护车', '救护车数（辆）']},
        'shelter': {'name': ['避难场所名称', '名称', '场所名称', '应急避难场所名称'], 'capacity': ['容纳人数', '可容纳人数', '容量', '可容纳避难人数（人）'],
                    'area_m2': ['有效面积', '面积（平方米）', '避难面积', '占地面积'], 'indoor': ['室内', '是否室内'], 'water': ['供水'], 'power': ['供电']},
        'hazard-source': {'name': ['企业名称', '单位名称', '名称', '危险源名称'], 'category': ['危险源类型', '类别', '危险源类别'], 'grade': ['重大危险源等级', '危险源等级', '级别', '等级'],
                          'substance': ['主要物质', '危险化学品', '化学品名称', '介质'], 'quantity_t': ['设计最大量', '储量（吨）', '最大储量'], 'staff': ['从业人数', '员工人数'],
                          'credit_code': ['统一社会信用代码', '社会信用代码', '信用代码']},
        'depot': {'name': ['仓库名称', '名称', '物资库名称', '储备库名称'], 'area_m2': ['建筑面积', '库房面积', '面积'], 'volume_m3': ['库容', '容积（立方米）'],
                  'keeper': ['保管员', '库管员'], 'organiser': ['主管单位', '管理单位', '所属单位']},
        'rescue-team': {'name': ['队伍名称', '名称', '救援队伍名称'], 'total': ['总人数', '人数', '队伍人数', '队员人数（人）'], 'vehicles': ['车辆', '车辆数', '救援车辆'],
                        'boats': ['舟艇', '冲锋舟'], 'organiser': ['主管单位', '组建单位'], 'turnout_min': ['出动时间', '集结时间（分钟）']},
        'protection-target': {'name': ['学校名称', '单位名称', '目标名称', '名称'], 'people': ['人数', '师生人数', '在校人数', '常住人数'], 'type': ['类型', '目标类型']},
    }
    return own[kind], common


ENUMS = {('hospital', 'type'): ['综合医院', '中医院', '妇幼保健院', '卫生院'], ('hospital', 'grade'): ['三级甲等', '二级甲等', '二级', '一级'],
         ('hazard-source', 'category'): ['储罐区', '库区', '加油站', '生产场所', '尾矿库'], ('hazard-source', 'grade'): ['一级', '二级', '三级', '四级'],
         ('protection-target', 'type'): ['学校', '医院', '养老院', '商场']}
NAMES = {'hospital': lambda m: f"{m.r.choice(COUNTIES)}{m.r.choice(WORDS)}{m.r.choice(['医院', '人民医院', '中心卫生院', '中医院'])}",
         'shelter': lambda m: f"{m.r.choice(WORDS)}{m.r.choice(['广场', '公园', '中学体育馆', '小学操场', '社区服务中心'])}",
         'hazard-source': lambda m: f"肇庆市{m.r.choice(WORDS)}{m.r.choice(['化工', '涂料', '燃气', '石化', '铝业'])}有限公司",
         'depot': lambda m: f"{m.r.choice(COUNTIES)}{m.r.choice(WORDS)}{m.r.choice(['应急物资储备库', '防汛物资仓库', '救灾物资仓库'])}",
         'rescue-team': lambda m: f"{m.r.choice(COUNTIES)}{m.r.choice(WORDS)}{m.r.choice(['应急救援队', '消防救援站', '抢险大队', '志愿救援队'])}",
         'protection-target': lambda m: f"{m.r.choice(COUNTIES)}{m.r.choice(WORDS)}{m.r.choice(['小学', '中学', '幼儿园', '养老院'])}"}
LABELS = {'hospital': '医院', 'shelter': '避难场所', 'hazard-source': '重大危险源', 'depot': '物资储备库', 'rescue-team': '救援队伍', 'protection-target': '学校'}


def cell(m, kind, field, row):
    if (kind, field) in ENUMS:
        return m.r.choice(ENUMS[(kind, field)])
    simple = {'name': lambda: row['name'], 'address': lambda: m.address(row['county'], row['town']), 'county': lambda: row['county'], 'town': lambda: row['town'],
              'contact': m.person, 'keeper': m.person, 'phone': m.phone, 'duty_phone': lambda: '0758-' + ''.join(m.r.choice('23456789') for _ in range(7)),
              'remarks': lambda: m.r.choice(['', '', '新建', '2024年改造', '待核实']), 'credit_code': m.credit, 'substance': lambda: m.r.choice(['液氨', '液氯', '汽油', '甲苯', '液化石油气']),
              'organiser': lambda: row['county'] + m.r.choice(['应急管理局', '水利局', '民政局']), 'indoor': lambda: m.r.choice('是否'), 'water': lambda: m.r.choice('是否'),
              'power': lambda: m.r.choice('是否')}
    if field in simple:
        return simple[field]()
    return str(m.r.choice([m.r.randint(2, 60), m.r.randint(20, 900), m.r.randint(100, 5000)]))


def known_places(kind):
    path = os.path.join(SAMPLE, kind + '.csv')
    with open(path, encoding='utf-8-sig') as f:
        return [(r['name'], float(r['lon']), float(r['lat'])) for r in csv.DictReader(f)]


POSITION = {
    'decimal': [('经度', '纬度'), ('lng', 'lat'), ('东经', '北纬'), ('经度（°）', '纬度（°）'), ('X坐标', 'Y坐标'), ('longitude', 'latitude'), ('所在经度', '所在纬度')],
    'gcj02-said': [('高德经度', '高德纬度'), ('gcj02_lng', 'gcj02_lat'), ('经度（GCJ-02）', '纬度（GCJ-02）')],
    'bd09-said': [('百度经度', '百度纬度'), ('bd09_lng', 'bd09_lat')],
    'wgs84-said': [('经度(WGS84)', '纬度(WGS84)'), ('wgs84_lng', 'wgs84_lat')],
    'one': [('坐标',), ('经纬度',), ('地理坐标',), ('location',)],
    'dms': [('经度', '纬度'), ('东经', '北纬')],
    'packed': [('经度', '纬度')],
    'metres': [('Y坐标', 'X坐标'), ('Y', 'X'), ('横坐标（Y）', '纵坐标（X）'), ('东坐标', '北坐标')],
    'wkt': [('wkt',), ('几何',)],
}


def make_list(m, kind, spec):
    """One list: rows of cells with its header rows, and its label."""
    own, common = columns_of(kind)
    fields = ['name'] + [f for f in list(own)[1:] if m.r.random() < 0.8] + [f for f in common if m.r.random() < 0.75]
    if spec.get('headerless'):
        fields = [f for f in ['name', 'county', 'address', 'phone'] if f in fields or f in ('address', 'phone')]
    tail = fields[1:]
    m.r.shuffle(tail)
    fields = ['name'] + tail
    headers = {f: m.r.choice((own.get(f) or common.get(f))).format(LABELS[kind]) for f in fields}
    if 'contact' in headers and headers['contact'] == headers.get('keeper'):
        headers['contact'] = '联系人'
    places = known_places(kind) if spec.get('known') else []
    m.r.shuffle(places)
    n = spec.get('rows', 30)
    rows = []
    for i in range(n):
        row = {'county': m.r.choice(COUNTIES), 'town': m.r.choice(TOWNS)}
        lon, lat = m.position()
        row['name'] = NAMES[kind](m) + (f'（{i + 1}号）' if m.r.random() < 0.3 else '')
        if i < len(places) and i < n * 2 // 3:
            row['name'], lon, lat = places[i]
        notation, datum = spec['notation'], spec.get('datum')
        if datum == 'gcj02':
            lon, lat = gcj02(lon, lat)
        elif datum == 'bd09':
            lon, lat = bd09(lon, lat)
        cells = [cell(m, kind, f, row) for f in fields]
        if notation == 'decimal':
            digits = spec.get('digits', 6)
            at = [f'{lon:.{digits}f}', f'{lat:.{digits}f}']
        elif notation == 'one-column':
            at = [{'comma': f'{lon:.6f},{lat:.6f}', 'han': f'{lon:.5f}，{lat:.5f}', 'latfirst': f'{lat:.6f}, {lon:.6f}', 'letters': f'{lat:.5f}N {lon:.5f}E'}[spec['style']]]
        elif notation in ('dms', 'packed'):
            at = [dms(lon, 'E', spec['style']), dms(lat, 'N', spec['style'])]
        elif notation == 'projected':
            x, y = krueger(lon, lat, spec['meridian'])
            at = [f"{x + spec.get('zone', 0) * 1e6:.2f}", f'{y:.2f}']
        elif notation == 'wkt':
            at = [f'POINT ({lon:.6f} {lat:.6f})']
        else:
            at = []
        if spec.get('swapped'):
            at = at[::-1]
        rows.append(cells + at)
    position = list(m.r.choice(POSITION[spec['headers']])) if spec.get('headers') else []
    if spec['notation'] == 'projected' and spec.get('plain_xy'):
        position = ['Y', 'X']
    roles = list(fields) + {'decimal': ['lon', 'lat'], 'dms': ['lon', 'lat'], 'packed': ['lon', 'lat'], 'one-column': ['coordinate'], 'projected': ['easting', 'northing'],
                            'wkt': ['wkt'], 'none': []}[spec['notation']]
    if spec.get('swapped'):
        roles = roles[:-2] + ['lat', 'lon']
    heads = [headers[f] for f in fields] + position
    if spec.get('reverse'):
        rows = [r[:-2] + r[-2:][::-1] for r in rows]
        roles, heads = roles[:-2] + roles[-2:][::-1], heads[:-2] + heads[-2:][::-1]
    if spec.get('serial'):
        rows = [[str(i + 1)] + r for i, r in enumerate(rows)]
        roles, heads = ['skip'] + roles, ['序号'] + heads
    table, header_row = [], 1
    width = len(heads)
    for title in spec.get('titles', []):
        table.append([title.format(LABELS[kind])] + [''] * (width - 1))
    header_row = len(table) + 1
    if spec.get('merged') and len(position) == 2:
        top = heads[:-2] + ['坐标', '']
        low = [''] * (width - 2) + position
        if 'contact' in fields and 'phone' in fields:
            i, j = roles.index('contact'), roles.index('phone')
            if j == i + 1:
                top[i], top[j], low[i], low[j] = '联系方式', '', '联系人', '电话'
        table += [top, low]
    elif spec.get('headerless'):
        header_row = 0
    else:
        table.append(heads)
    table += rows
    if spec.get('totals'):
        table.append([spec['totals']] + [''] * (width - 1))
        table.append(['填报人：' + m.person(), '', '审核人：' + m.person()] + [''] * (width - 3))
    label = {'kind': kind, 'header_row': header_row, 'notation': spec['notation'], 'columns': roles, 'datum': spec.get('datum_label'), 'epsg': spec.get('epsg', 0)}
    return table, label


def write_csv(path, table, encoding, delimiter, bom):
    lines = []
    for row in table:
        out = []
        for c in row:
            out.append('"' + c.replace('"', '""') + '"' if any(x in c for x in (delimiter, '"', '\n')) else c)
        lines.append(delimiter.join(out))
    text = '\r\n'.join(lines) + '\r\n'
    data = text.encode(encoding)
    marks = {'utf-8': b'\xef\xbb\xbf', 'utf-16-le': b'\xff\xfe', 'utf-16-be': b'\xfe\xff'}
    with open(path, 'wb') as f:
        f.write((marks[encoding] if bom else b'') + data)


def escape(text):
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;').replace('"', '&quot;')


def column_name(i):
    return (chr(64 + i // 26) if i >= 26 else '') + chr(65 + i % 26)


def is_number(text):
    try:
        float(text)
        return text == text.strip() and not text.startswith('0758')
    except ValueError:
        return False


def write_xlsx(path, sheets):
    """Numbers as numbers (telephones too, as people do), the rest as inline text."""
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        def put(name, text):
            z.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
        put('[Content_Types].xml', '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>' + ''.join(
                f'<Override PartName="/xl/worksheets/sheet{i + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
                for i in range(len(sheets))) + '</Types>')
        put('_rels/.rels', '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
        put('xl/workbook.xml', '<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>' + ''.join(
                f'<sheet name="{escape(n)}" sheetId="{i + 1}" r:id="rId{i + 1}"/>' for i, (n, _) in enumerate(sheets)) + '</sheets></workbook>')
        put('xl/_rels/workbook.xml.rels', '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + ''.join(
            f'<Relationship Id="rId{i + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{i + 1}.xml"/>'
            for i in range(len(sheets))) + '</Relationships>')
        for k, (_, table) in enumerate(sheets):
            out = ['<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>']
            for i, row in enumerate(table):
                out.append(f'<row r="{i + 1}">')
                for j, c in enumerate(row):
                    at = f'{column_name(j)}{i + 1}'
                    if c == '':
                        continue
                    out.append(f'<c r="{at}"><v>{c}</v></c>' if is_number(c) else f'<c r="{at}" t="inlineStr"><is><t>{escape(c)}</t></is></c>')
                out.append('</row>')
            out.append('</sheetData></worksheet>')
            put(f'xl/worksheets/sheet{k + 1}.xml', ''.join(out))


def write_ods(path, name, table):
    with zipfile.ZipFile(path, 'w') as z:
        z.writestr(zipfile.ZipInfo('mimetype', (2026, 1, 1, 0, 0, 0)), 'application/vnd.oasis.opendocument.spreadsheet')
        z.writestr(zipfile.ZipInfo('META-INF/manifest.xml', (2026, 1, 1, 0, 0, 0)), '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
                   'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
                   'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>')
        out = ['<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
               'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
               f'<table:table table:name="{escape(name)}">']
        for row in table:
            out.append('<table:table-row>')
            for c in row:
                if is_number(c):
                    out.append(f'<table:table-cell office:value-type="float" office:value="{c}"><text:p>{c}</text:p></table:table-cell>')
                else:
                    out.append(f'<table:table-cell office:value-type="string"><text:p>{escape(c)}</text:p></table:table-cell>')
            out.append('</table:table-row>')
        out.append('</table:table></office:spreadsheet></office:body></office:document-content>')
        z.writestr(zipfile.ZipInfo('content.xml', (2026, 1, 1, 0, 0, 0)), ''.join(out))


TITLE = ['肇庆市{}基本情况统计表']
TITLES = ['附件2', '肇庆市{}一览表', '填报单位：肇庆市应急管理局']
D = dict
SPECS = [
    D(kind='hospital', notation='decimal', headers='decimal', known=1, datum='wgs84', datum_label='wgs84', encoding='utf-8'),
    D(kind='hospital', notation='decimal', headers='decimal', known=1, datum='gcj02', datum_label='gcj02', encoding='gb18030', titles=TITLE, serial=1, totals='合计'),
    D(kind='hospital', notation='decimal', headers='decimal', known=1, datum='bd09', datum_label='bd09', format='xlsx', titles=TITLES, serial=1),
    D(kind='hospital', notation='one-column', style='comma', headers='one', known=1, datum='gcj02', datum_label='gcj02', encoding='utf-8', bom=1),
    D(kind='hospital', notation='none', encoding='gb18030', serial=1, totals='总计'),
    D(kind='hospital', notation='dms', style='sign', headers='dms', encoding='gb18030', known=1, datum='wgs84', datum_label='wgs84'),
    D(kind='hospital', notation='decimal', headers='decimal', swapped=1, encoding='utf-8'),
    D(kind='hospital', notation='decimal', headers='wgs84-said', datum='wgs84', datum_label='wgs84', format='ods', titles=TITLE),
    D(kind='shelter', notation='decimal', headers='gcj02-said', datum='gcj02', datum_label='gcj02', encoding='gb18030', serial=1),
    D(kind='shelter', notation='decimal', headers='bd09-said', datum='bd09', datum_label='bd09', format='xlsx', serial=1, totals='合 计'),
    D(kind='shelter', notation='decimal', headers='decimal', merged=1, titles=TITLE, format='xlsx', known=1, datum='gcj02', datum_label='gcj02'),
    D(kind='shelter', notation='decimal', headers='decimal', merged=1, encoding='gb18030', known=1, datum='wgs84', datum_label='wgs84'),
    D(kind='shelter', notation='one-column', style='han', headers='one', encoding='gb18030', titles=TITLES),
    D(kind='shelter', notation='one-column', style='letters', headers='one', encoding='utf-8'),
    D(kind='shelter', notation='dms', style='han', headers='dms', encoding='utf-16-le', bom=1, delimiter='\t'),
    D(kind='shelter', notation='packed', style='packed', headers='packed', encoding='gb18030'),
    D(kind='hazard-source', notation='projected', headers='metres', meridian=114, zone=38, epsg=4526, encoding='gb18030', known=1, reverse=1, titles=['肇庆市{}坐标成果表（2000国家大地坐标系）']),
    D(kind='hazard-source', notation='projected', headers='metres', meridian=111, zone=19, epsg=4497, format='xlsx', known=1, reverse=1),
    D(kind='hazard-source', notation='projected', headers='metres', meridian=111, epsg=4546, encoding='utf-8', known=1, reverse=1),
    D(kind='hazard-source', notation='projected', headers='metres', meridian=114, epsg=4547, encoding='gb18030', titles=['肇庆市{}坐标表（CGCS2000，中央子午线114°）']),
    D(kind='hazard-source', notation='decimal', headers='decimal', encoding='utf-8', delimiter=';', serial=1, digits=5),
    D(kind='hazard-source', notation='decimal', headers='decimal', encoding='utf-16-be', bom=1, known=1, datum='gcj02', datum_label='gcj02'),
    D(kind='hazard-source', notation='decimal', headers='decimal', format='xlsx', second_sheet=1, known=1, datum='wgs84', datum_label='wgs84', serial=1),
    D(kind='hazard-source', notation='none', encoding='gb18030', titles=TITLES, totals='小计'),
    D(kind='depot', notation='decimal', headers='decimal', encoding='gb18030', titles=TITLE, merged=1, serial=1),
    D(kind='depot', notation='dms', style='colon', headers='dms', encoding='utf-8', bom=1),
    D(kind='depot', notation='decimal', headers='gcj02-said', datum='gcj02', datum_label='gcj02', format='ods', serial=1, totals='合计'),
    D(kind='depot', notation='wkt', headers='wkt', encoding='utf-8'),
    D(kind='rescue-team', notation='decimal', headers='decimal', encoding='gb18030', delimiter='\t', known=1, datum='bd09', datum_label='bd09'),
    D(kind='rescue-team', notation='one-column', style='latfirst', headers='one', encoding='utf-8', titles=TITLE),
    D(kind='rescue-team', notation='dms', style='ascii', headers='dms', format='xlsx', titles=TITLES, totals='合计'),
    D(kind='rescue-team', notation='none', format='xlsx', serial=1, totals='总计', titles=TITLE),
    D(kind='protection-target', notation='decimal', headers='decimal', encoding='utf-8', headerless=1),
    D(kind='protection-target', notation='decimal', headers='decimal', encoding='gb18030', titles=TITLE, serial=1, known=1, datum='gcj02', datum_label='gcj02', rows=60),
    D(kind='protection-target', notation='decimal', headers='decimal', encoding='utf-16-le', delimiter='\t', known=1, datum='wgs84', datum_label='wgs84'),
    D(kind='protection-target', notation='decimal', headers='decimal', format='xlsx', merged=1, titles=TITLES, serial=1, totals='合计'),
]


def main():
    folder = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20261122
    os.makedirs(folder, exist_ok=True)
    labels = []
    for i, spec in enumerate(SPECS):
        m = Maker(seed * 1000 + i)
        table, label = make_list(m, spec['kind'], spec)
        form = spec.get('format', 'csv')
        name = f"{i + 1:02d}-list.{form if form != 'csv' else 'tsv' if spec.get('delimiter') == chr(9) else 'csv'}"
        path = os.path.join(folder, name)
        if form == 'csv':
            write_csv(path, table, spec['encoding'], spec.get('delimiter', ','), spec.get('bom'))
            label['encoding'] = {'utf-8': 'UTF-8', 'gb18030': 'GB18030', 'utf-16-le': 'UTF-16LE', 'utf-16-be': 'UTF-16BE'}[spec['encoding']]
        elif form == 'xlsx':
            sheets = [('说明', [['填写说明'], ['一、本表由各县区填报。'], ['二、坐标采用度。']])] if spec.get('second_sheet') else []
            write_xlsx(path, sheets + [('Sheet1', table)])
        else:
            write_ods(path, 'Sheet1', table)
        label['file'] = name
        labels.append(label)
    with open(os.path.join(folder, 'labels.json'), 'w', encoding='utf-8') as f:
        json.dump(labels, f, ensure_ascii=False, indent=1)


if __name__ == '__main__':
    main()
