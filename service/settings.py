"""Everything about the server that can be set."""

from pathlib import Path

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One server's settings; each can be given as an environment variable MIDSTANCE_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="MIDSTANCE_", frozen=True)

    data: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("midstance"),
        description="Folder that holds the uploads and their reports.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on; only this machine by default.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on.")
    workers: int = Field(default=1, ge=1, le=64, description="Analyses that may run at the same time.")
    upload_limit_mib: int = Field(default=2048, ge=1, description="Largest upload, in MiB.")

    @property
    def analyses(self) -> Path:
        """Folder of the analyses."""
        return self.data / "analyses"

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOCAL_NAMES


LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
