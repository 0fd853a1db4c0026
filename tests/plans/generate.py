#!/usr/bin/env python3
"""Documents as offices send them, with what they say known beforehand: covers, notices, needs by level in sentences and tables, telephones.

Usage: generate.py FOLDER; writes g01.txt … and g.json with the labels. Always the same.
"""
import json
import os
import sys

AREAS = [("临江市清河县", "county"), ("临江市", None), ("南岭省", "province"), ("清河县石桥镇", "town"), ("清河县", "county")]
TOPICS = [("防汛抗旱", "flood", []), ("森林火灾", "forest-fire", []), ("突发地质灾害", "geological", []), ("危险化学品事故", "chemical-leak", []),
          ("突发环境事件", "environment", []), ("道路交通事故", "road", []), ("大面积停电事件", "infrastructure", [])]
FIRMS = [("清河恒源化工有限公司", "液氯泄漏", "chemical-leak", "液氯"), ("清河第二冷冻厂", "液氨泄漏", "chemical-leak", "液氨"), ("临江市东山煤矿", "瓦斯爆炸", "coal-mine", None)]
NEEDS = [[("水泵", 8, "台", 3), ("救援人员", 60, "人", 3), ("冲锋舟", 4, "艘", 2), ("救生衣", 120, "件", 2)],
         [("灭火机", 30, "台", 3), ("扑火队员", 100, "人", 3), ("水车", 6, "辆", 2), ("直升机", 2, "架", 1)],
         [("照明车", 2, "辆", 3), ("帐篷", 50, "顶", 2), ("发电机", 5, "台", 2), ("棉被", 300, "床", 1)],
         [("堵漏工具", 3, "套", 3), ("空气呼吸器", 20, "具", 3), ("消防车", 10, "辆", 2), ("救护车", 5, "辆", 2)]]
ROMAN = {1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ"}


def sentence_needs(needs, style):
    lines = []
    for level in sorted({n[3] for n in needs}, reverse=True):
        items = [n for n in needs if n[3] == level]
        if style == 0:
            lines.append("%s级: %s。" % (ROMAN[level], ", ".join("%s %d %s" % (n[0], n[1], n[2]) for n in items)))
        elif style == 1:
            lines.append("启动%s级响应时，调集%s。" % (ROMAN[level], "、".join("%s%d%s" % (n[0], n[1], n[2]) for n in items)))
        else:
            lines.append("%s级响应：出动%s。" % ("一二三四"[level - 1], "、".join("%d%s%s" % (n[1], n[2] if n[2] != "人" else "名", n[0]) for n in items)))
    return lines


def document(i):
    needs, style = NEEDS[i % 4], i % 3
    labels, lines = {}, []
    year, month, day = 2015 + i % 10, 1 + i * 5 % 12, 1 + i * 7 % 28
    if i % 4 == 3:
        firm, what, kind, substance = FIRMS[i // 4 % 3]
        labels = {"name": "%s%s专项应急预案" % (firm, what), "issuing_body": firm, "level": "enterprise", "plan_kind": "special", "incident_types": kind}
        if substance:
            labels["substances"] = substance
        labels["version"] = "%d.0" % (1 + i % 3)
        lines = [labels["name"], "", "版本号：%s" % labels["version"], "编制单位：%s" % firm, "发布日期：%d年%d月%d日" % (year, month, day), ""]
    else:
        (area, level), (topic, kind, _) = AREAS[i % 5], TOPICS[i % 7]
        name = "%s%s应急预案" % (area, topic)
        office = area + "人民政府" + ("办公室" if level != "town" else "")
        number = "%s办〔%d〕%d号" % (area[0] + "政", year, 10 + i)
        labels = {"name": name, "issuing_body": office, "number": number, "plan_kind": "grassroots" if level == "town" else "special", "region": area, "incident_types": kind}
        if level:
            labels["level"] = level
        lines = ["%s关于印发《%s》的通知" % (office, name), number, "", "各有关单位：", "《%s》已经审议通过，现印发给你们，请认真贯彻执行。" % name, "", office,
                 "%d年%d月%d日" % (year, month, day), "", name, ""]
    labels["issued"] = "%d-%02d-%02d" % (year, month, day)
    phones = ["0799-66%05d" % (10000 + i * 37), "1380799%04d" % (1000 + i)]
    lines += ["1 总则", "1.1 编制目的", "为做好应对工作，制定本预案。", "2 组织机构及职责", "指挥部设在应急管理局，值班电话：%s。" % phones[0], "3 响应分级",
              "死亡30人以上为Ⅰ级，10人以上30人以下为Ⅱ级。", "4 处置措施", "1. 抢险组立即到达现场，15分钟内完成侦察。", "2. 警戒组负责疏散下风向人员。", "3. 现场指挥每30分钟报告一次。",
              "5 应急保障", "5.1 物资保障"] + sentence_needs(needs, style) + ["6 附件", "联系人张卫国，手机：%s" % phones[1], ""]
    return "\n".join(lines), {"id": "g%02d.txt" % (i + 1), "source": {"generated": True}, "fields": labels, "topics": ["scope", "organisation", "response-levels", "measures", "support", "materials"],
                              "needs": [[n[0], n[1], "名" if style == 2 and n[2] == "人" else n[2], n[3]] for n in needs], "phones": phones, "steps": [["抢险组", 15], ["警戒组", None], ["现场指挥", 30]]}


def main():
    folder, labels = sys.argv[1], []
    for i in range(16):
        text, label = document(i)
        with open(os.path.join(folder, label["id"]), "wb") as file:
            file.write(text.encode("gb18030" if i % 5 == 4 else "utf-8"))
        labels.append(label)
    with open(os.path.join(folder, "g.json"), "w", encoding="utf-8") as file:
        json.dump(labels, file, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
