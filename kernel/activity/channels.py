"""Which chats the server may call: known makers' robots, each at its maker's own host, and nobody else (S19)."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kernel.common.masking import mask_email
from kernel.common.workflow import Words

KEY = r"([A-Za-z0-9_-]{8,100})"


@dataclass(frozen=True, slots=True)
class Robot:
    """A maker of work chats: the scheme it is kept by, and the address that the chat gives its robots."""

    scheme: str
    name: Words
    host: str
    path: str

    def key_in(self, address: str) -> str:
        """The robot's key in an address as the chat shows it or as it is kept; empty for any other address."""
        given = re.fullmatch(rf"https://{re.escape(self.host)}{re.escape(self.path)}{KEY}/?", address)
        found = given or re.fullmatch(rf"{self.scheme}://{KEY}/?", address)
        return found[1] if found else ""


ROBOTS = (
    Robot("wecombot", _("WeCom"), "qyapi.weixin.qq.com", "/cgi-bin/webhook/send?key="),
    Robot("dingtalk", _("DingTalk"), "oapi.dingtalk.com", "/robot/send?access_token="),
    Robot("feishu", _("Feishu"), "open.feishu.cn", "/open-apis/bot/v2/hook/"),
)


def allowed_robots() -> list[Robot]:
    """The chats that the settings let people choose."""
    return [robot for robot in ROBOTS if robot.scheme in settings.CHAT_CHANNELS]


def robot_address(text: str) -> str:
    """The address as it is kept, `scheme://key`; empty when it is no robot of an allowed chat."""
    found = ((robot.scheme, robot.key_in(text.strip())) for robot in allowed_robots())
    return next((f"{scheme}://{key}" for scheme, key in found if key), "")


def is_robot(address: str) -> bool:
    """Whether a kept address may be called."""
    return bool(address) and robot_address(address) == address


def masked(address: str) -> str:
    """Enough to recognise one's own: a robot's address carries its secret, a mailbox a person."""
    scheme, sep, key = address.partition("://")
    return f"{scheme}://***{key[-4:]}" if sep else mask_email(address)


def chat_of(address: str) -> Words:
    """The chat's name; empty for a mailbox."""
    scheme = address.partition("://")[0]
    return next((robot.name for robot in ROBOTS if robot.scheme == scheme), "")
