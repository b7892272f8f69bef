"""The forms of the registration's steps; their fields stand in the order of the page, which is that of the summary of errors."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import wtforms
from litestar.datastructures import FormMultiDict

from zczr.domain import clock
from zczr.domain.accounts.passwords import LONGEST, SHORTEST
from zczr.domain.accounts.registration import CompanyFacts, ContactFacts, company_flaws, contact_flaws
from zczr.domain.reference import industries, phones, uscc
from zczr.domain.reference.labels import INSTITUTION_TYPES, SCALES
from zczr.domain.refusals import RuleBroken
from zczr.partials.regions import RegionFields, region_fields
from zczr.web import forms
from zczr.web.uploads import Slot, slots_of

_LARGEST_CAPITAL = Decimal(10) ** 13
KINDS = {"enterprise": "企业用户", "institution": "金融机构"}


class AccountForm(forms.Form):
    """Step 1: 账户类型, 邮箱, 密码, 确认密码."""

    kind = forms.radio("账户类型", KINDS, forms.needed("请选择账户类型"))
    email = forms.line(
        "邮箱", forms.needed("请填写邮箱，它将作为登录账户"), forms.at_most(200), forms.email_address, narrow=True
    )
    password = forms.secret("密码", forms.needed("请设置密码"), *forms.password_rules(SHORTEST, LONGEST))
    again = forms.secret(
        "确认密码", forms.needed("请再输入一次密码"), forms.same_as("password", "两次输入的密码不一致")
    )


class AccountChangeForm(forms.Form):
    """Step 1 gone back to; the kind is asked only while it may be changed (`del form.kind` else)."""

    kind = forms.radio("账户类型", KINDS, forms.needed("请选择账户类型"))
    email = forms.line(
        "邮箱", forms.needed("请填写邮箱，它将作为登录账户"), forms.at_most(200), forms.email_address, narrow=True
    )
    new_password = forms.secret(
        "新密码", wtforms.validators.Optional(strip_whitespace=False), *forms.password_rules(SHORTEST, LONGEST)
    )
    again = forms.secret("确认新密码", forms.same_as("new_password", "两次输入的密码不一致"))
    password = forms.secret("当前密码", forms.needed("请填写当前密码，确认是您本人在修改"), forms.at_most(LONGEST))


class CodeForm(forms.Form):
    """The six digits of the letter."""

    code = forms.line("验证码", forms.needed("请填写邮件中的 6 位数字"), narrow=True)

    def validate_code(self, field: Any) -> None:
        """Six digits, however spaced, full-width ones too."""
        field.data = re.sub(r"\s", "", field.data)
        if not re.fullmatch(r"[0-9]{6}", field.data):
            raise wtforms.validators.ValidationError("验证码是 6 位数字，请核对邮件")


class CompanyForm(RegionFields):
    """Step 2: 企业信息, with what only institutions are asked (EnterpriseForm leaves it out)."""

    name = forms.line("企业名称", forms.needed("请填写营业执照上的企业全称"), forms.at_most(100))
    uscc = forms.line("统一社会信用代码", forms.needed("请填写统一社会信用代码，共 18 位，见营业执照"))
    uscc_agreed = forms.yes("代码与营业执照一致，请平台人工核实")
    province_code, city_code, district_code = region_fields()
    address = forms.line("详细地址", forms.needed("请填写街道与门牌号"), forms.at_most(120))
    industry_division = forms.choice("所属行业", (), forms.needed("请选择所属行业"))
    institution_type = forms.choice("机构类型", INSTITUTION_TYPES, forms.needed("请选择机构类型"))
    licence_number = forms.line("金融许可证号", forms.needed("请填写金融许可证或经营许可证编号"), forms.at_most(60))
    registered_capital = forms.money(
        "注册资本",
        forms.between(
            Decimal("0.01"), _LARGEST_CAPITAL, "请填写大于 0 的注册资本，单位为万元", above="注册资本过大，请核对单位"
        ),
        required=True,
    )
    paid_in_capital = forms.money(
        "实缴资本", forms.between(Decimal(0), _LARGEST_CAPITAL, "实缴资本过大，请核对单位"),
        description="认缴未缴的部分会在评估中打折，如实填写有助于评估",
    )  # fmt: skip
    established_on = forms.day("成立日期", forms.needed("请填写营业执照上的成立日期"))
    scale = forms.choice("企业规模", SCALES, forms.needed("请选择企业规模"))
    legal_representative = forms.line("法定代表人", forms.needed("请填写法定代表人姓名"), forms.at_most(40))
    controller = forms.line("实际控制人", forms.at_most(60), description="与法定代表人不同时填写，用于识别关联企业")
    main_business = forms.line("主营业务", forms.needed("请填写主营业务"), forms.at_most(100))
    profile = forms.text("企业简介", forms.needed("请简要介绍企业"), forms.at_most(500))
    reload = forms.hidden()
    intent = forms.hidden()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.industry_division.choices = {
            "": [("", "请选择")],
            **{
                section.name: [(each.code, each.name) for each in industries.divisions(section.code)]
                for section in industries.sections()
            },
        }

    def check(self) -> bool:
        """Each field by itself and, in the same round, what the facts that could be read say together."""
        super().check()
        _refuse_where_nothing_was_said(
            self,
            company_flaws(
                name=self.name.data, legal_representative=self.legal_representative.data,
                established_on=self.established_on.data, registered_capital=self.registered_capital.data,
                paid_in_capital=self.paid_in_capital.data, today=clock.today(),
            ),
        )  # fmt: skip
        return not self.wrong

    def validate_uscc(self, field: Any) -> None:
        """A wrong length or character is wrong; a wrong check character may be right, and a person will look."""
        checked = uscc.check(field.data)
        field.data = checked.code
        if checked.is_error or (checked.needs_review and not self.uscc_agreed.data):
            raise wtforms.validators.ValidationError(checked.message)

    @property
    def asks_for_review(self) -> bool:
        """Whether to offer the box that sends the code to a person."""
        return bool(self.uscc.data) and uscc.check(self.uscc.data).needs_review

    def facts(self) -> CompanyFacts:
        """What was filled in; call after a check without errors."""
        return CompanyFacts(
            name=self.name.data,
            uscc=self.uscc.data,
            uscc_needs_review=uscc.check(self.uscc.data).needs_review,
            province_code=self.province_code.data,
            city_code=self.city_code.data,
            district_code=self.district_code.data,
            address=self.address.data,
            industry_section=industries.section_of(self.industry_division.data),
            industry_division=self.industry_division.data,
            registered_capital=self.registered_capital.data,
            paid_in_capital=self.paid_in_capital.data,
            established_on=self.established_on.data,
            legal_representative=self.legal_representative.data,
            controller=self.controller.data,
            scale=self.scale.data,
            profile=self.profile.data,
            main_business=self.main_business.data,
            **self._licence(),
        )

    def _licence(self) -> dict[str, str]:
        return {"institution_type": self.institution_type.data, "licence_number": self.licence_number.data}


class EnterpriseForm(CompanyForm):
    """Step 2 of an enterprise, which has no licence."""

    institution_type = None
    licence_number = None

    def _licence(self) -> dict[str, str]:
        return {}


class ContactForm(forms.Form):
    """Step 3: 企业联系人信息 and 资质验证资料."""

    contact_name = forms.line("姓名", forms.needed("请填写联系人姓名"), forms.at_most(40))
    contact_title = forms.line("职务", forms.needed("请填写联系人职务"), forms.at_most(40))
    contact_mobile = forms.line("手机号", forms.needed("请填写手机号"))
    contact_phone = forms.line("公司电话", forms.needed("请填写公司电话"))
    contact_email = forms.line(
        "电子邮箱", forms.needed("请填写电子邮箱"), forms.at_most(200), forms.email_address, narrow=True
    )
    contact_qq = forms.line(
        "QQ号码", wtforms.validators.Regexp(r"^[1-9][0-9]{4,11}$", message="QQ号码是 5 到 12 位数字"), narrow=True
    )
    business_licence = Slot("法人单位执照", needed="请上传法人单位执照")
    account_permit = Slot("银行开户许可证", needed="请上传银行开户许可证")
    certification = Slot("第三方认证", description="例如高新技术企业证书、体系认证")
    intent = forms.hidden()

    def check(self) -> bool:
        """Each field, and the rules of the step."""
        super().check()
        _refuse_where_nothing_was_said(self, contact_flaws(contact_name=self.contact_name.data))
        return not self.wrong

    def validate_contact_mobile(self, field: Any) -> None:
        """A mobile number of mainland China."""
        checked = phones.check_mobile(field.data)
        if not checked.is_valid:
            raise wtforms.validators.ValidationError(checked.message)

    def validate_contact_phone(self, field: Any) -> None:
        """A company's number with its area code."""
        checked = phones.check_company_phone(field.data)
        if not checked.is_valid:
            raise wtforms.validators.ValidationError(checked.message)

    def facts(self) -> ContactFacts:
        """What was filled in; numbers as they are stored."""
        mobile, phone = (
            phones.check_mobile(self.contact_mobile.data),
            phones.check_company_phone(self.contact_phone.data),
        )
        return ContactFacts(
            contact_name=self.contact_name.data,
            contact_title=self.contact_title.data,
            contact_mobile=mobile.number,
            contact_email=self.contact_email.data,
            contact_qq=self.contact_qq.data,
            contact_phone=phone.number,
        )

    def file_ids(self) -> list[int]:
        """The files of all slots."""
        return [file_id for slot in slots_of(self) for file_id in slot.ids]


def _refuse_where_nothing_was_said(form: forms.Form, flaws: Iterable[RuleBroken]) -> None:
    for flaw in flaws:
        if not form[flaw.field].errors:
            form.refuse(flaw)


def typed(form: forms.Form) -> dict[str, str]:
    """What stands in the fields of a step as it was typed, by name; no passwords, no files, nothing that travels hidden."""
    left_out = Slot | wtforms.PasswordField | wtforms.HiddenField
    return {
        field.name: next((each for each in field.raw_data or () if isinstance(each, str)), "")
        for field in form
        if not isinstance(field, left_out)
    }


def posted(draft: Mapping[str, str]) -> FormMultiDict:
    """What was typed, as a form reads it."""
    return FormMultiDict(list(draft.items()))
