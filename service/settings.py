"""Everything about the server that can be set."""

import os
import re
import socket
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

from service.child import ProcessLimits
from vision import MidstanceError

SILENCE_S = 600.0


class NoSecrets(MidstanceError):
    """The folder of settings in files is not there; the message says what to do."""


class Settings(BaseSettings):
    """One server's settings; each can be given as an environment variable MIDSTANCE_<NAME>.

    Or as a file midstance_<name> in the folder that MIDSTANCE_SECRETS names, which no list of processes
    shows, nor their environment.
    """

    model_config = SettingsConfigDict(env_prefix="MIDSTANCE_", frozen=True)

    data: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("midstance"),
        description="Folder of this machine for what it works on, and for all clips and reports by default.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on; only this machine by default.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on.")
    workers: int = Field(default=1, ge=1, le=64, description="Analyses that may run at the same time.")
    ready_processes: int = Field(
        default=1,
        ge=0,
        le=16,
        description="Processes that wait for the next correction while a coach works.",
    )
    upload_limit_mib: int = Field(default=2048, ge=1, description="Largest upload, in MiB.")
    duration_limit_s: int = Field(default=3600, ge=1, le=3600, description="Longest clip, in seconds.")
    pixel_limit: int = Field(
        default=8192 * 4320,
        ge=1,
        le=8192 * 4320,
        description="Most pixels in a picture of a clip.",
    )
    frame_limit: int = Field(
        default=1_000_000, ge=2, le=1_000_000, description="Most frames that a clip may have."
    )
    check_limit_s: int = Field(
        default=60, ge=1, description="Processor time that looking into an upload may take, in seconds."
    )
    quota_mib: int | None = Field(
        default=None, ge=1, description="Clips that one account may keep, in MiB; any amount if left out."
    )
    unfinished_uploads: int = Field(
        default=20, ge=1, description="Uploads that one account may have waiting for an analysis."
    )
    upload_keep_h: int = Field(
        default=24, ge=1, description="Hours after which an upload that does not go on is removed."
    )
    silence_limit_s: int = Field(
        default=30, ge=1, description="Seconds after which a request that sends no more is given up."
    )
    slowest_upload_kib_s: int = Field(
        default=1, ge=0, description="Least KiB a second that a request must send on average."
    )
    free_space_mib: int = Field(
        default=1024,
        ge=0,
        description="Room that uploads leave on the disk for reports and all else, in MiB.",
    )
    retention_days: int | None = Field(
        default=None, ge=1, description="Days after its end that an analysis is kept; for ever if left out."
    )
    stop_limit_s: int = Field(
        default=20, ge=0, description="Time that uploads under way get when the server stops, in seconds."
    )
    log_format: Literal["plain", "json"] = Field(
        default="plain", description="Form of the log: lines to read, or JSON for other programs."
    )
    key_keep_h: int = Field(
        default=24, ge=1, description="Hours for which a repeated Idempotency-Key makes nothing anew."
    )
    webhooks: bool = Field(
        default=False, description="Whether other servers are told of analyses that have ended."
    )
    webhook_http: bool = Field(
        default=False, description="Whether webhooks may lead to http:// too, where others can read along."
    )
    blobs: str | None = Field(
        default=None,
        pattern="^(s3://[^/]+|/).*$",
        description="Where all machines find clips and reports: s3://BUCKET/PREFIX, with the access in AWS_ "
        "variables, or a folder; the data folder if left out.",
    )
    database: str | None = Field(
        default=None, description="Address of a PostgreSQL database; a file in the data folder if left out."
    )
    tls: bool = Field(
        default=False,
        description="Browsers come by TLS, which a proxy before the server ends without saying.",
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/?#@\s]+$",
        description="Address by which browsers reach the server, such as https://midstance.example.",
    )
    oidc_issuer: str | None = Field(
        default=None,
        max_length=500,
        pattern=r"^https?://[^?#@\s]+$",
        description="OpenID provider that people may log in through, such as https://login.example.",
    )
    oidc_client_id: str | None = Field(
        default=None, min_length=1, max_length=500, description="How the provider knows this server."
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="What this server shows the provider, if that gave it one."
    )
    oidc_domains: str = Field(
        default="",
        description="Domains, such as club.example, whose verified e-mail addresses get a runner's account.",
    )
    session_idle_h: int = Field(
        default=24, ge=1, le=24 * 365, description="Hours without use after which a login ends."
    )
    session_days: int = Field(default=30, ge=1, le=365, description="Days after which a login ends.")
    name: str = Field(
        default_factory=lambda: re.sub("[^a-z0-9_-]+", "-", socket.gethostname().lower()),
        pattern="^[a-z0-9_-]+$",
        description="Name of the workers of this machine, the same at every start and nobody else's.",
    )
    memory_limit_mib: int = Field(
        default=4096, ge=1, description="Memory that one analysis may have, in MiB (on Linux)."
    )
    time_limit_s: int = Field(default=7200, ge=1, description="Time that one analysis may take, in seconds.")
    cpu_limit_s: int = Field(
        default=14400, ge=1, description="Processor time that one analysis may take, in seconds."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What was given first, then variables, then files."""
        del dotenv_settings, file_secret_settings
        folder = os.environ.get("MIDSTANCE_SECRETS")
        if folder and not Path(folder).is_dir():
            raise NoSecrets(f"MIDSTANCE_SECRETS names {folder}, which is no folder; make it, or unset it.")
        return init_settings, env_settings, SecretsSettingsSource(settings_cls, secrets_dir=folder)

    @property
    def analyses(self) -> str:
        """Where the clips and reports lie."""
        return f"{self.blobs or self.data}/analyses"

    @property
    def scratch(self) -> Path:
        """Folder for what the workers of this machine are about to make."""
        return self.data / "scratch"

    @property
    def uploads(self) -> Path:
        """Folder of the uploads that no analysis has taken yet."""
        return self.data / "uploads"

    @property
    def database_url(self) -> str:
        """Address of the database."""
        return self.database or f"sqlite:///{self._file.absolute()}"

    @property
    def database_is_there(self) -> bool:
        """Whether there is a file of it in the data folder, or an address."""
        return self.database is not None or self._file.exists()

    @property
    def _file(self) -> Path:
        return self.data / "midstance.db"

    @property
    def limits(self) -> ProcessLimits:
        """What one analysis may use up."""
        return ProcessLimits(
            silence_s=SILENCE_S,
            wall_s=self.time_limit_s,
            cpu_s=self.cpu_limit_s,
            memory_mib=self.memory_limit_mib,
        )

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOCAL_NAMES


LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
