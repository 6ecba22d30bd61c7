"""Pack pose networks into the `.task` bundle that MediaPipe's Pose Landmarker reads.

A bundle is a stored zip of two TFLite files, each of which says in its metadata how pictures become numbers.
"""

import io
import zipfile
from pathlib import Path

import flatbuffers
from mediapipe.tasks.metadata import metadata_schema_py_generated as metadata
from mediapipe.tasks.metadata import schema_py_generated as tflite

_METADATA_NAME = "TFLITE_METADATA"


def pose_bundle(detector: Path, landmarks: Path) -> bytes:
    """The bundle of a person detector and a landmark network."""
    files = {
        "pose_detector.tflite": with_normalization(detector.read_bytes(), mean=127.5, std=127.5),
        "pose_landmarks_detector.tflite": with_normalization(landmarks.read_bytes(), mean=0.0, std=255.0),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return buffer.getvalue()


def with_normalization(network: bytes, *, mean: float, std: float) -> bytes:
    """The TFLite file with metadata: its input is (byte - mean) / std."""
    model = tflite.ModelT.InitFromObj(tflite.Model.GetRootAsModel(network, 0))
    buffer = tflite.BufferT()
    buffer.data = list(_normalization(mean, std, outputs=len(model.subgraphs[0].outputs)))
    entry = tflite.MetadataT()
    entry.name, entry.buffer = _METADATA_NAME, len(model.buffers)
    model.buffers.append(buffer)
    model.metadata = [*(model.metadata or []), entry]
    return _packed(model, b"TFL3")


def _normalization(mean: float, std: float, *, outputs: int) -> bytes:
    unit = metadata.ProcessUnitT()
    unit.optionsType = metadata.ProcessUnitOptions.NormalizationOptions
    unit.options = metadata.NormalizationOptionsT()
    unit.options.mean, unit.options.std = [mean], [std]
    picture = metadata.TensorMetadataT()
    picture.processUnits = [unit]
    subgraph = metadata.SubGraphMetadataT()
    subgraph.inputTensorMetadata = [picture]
    subgraph.outputTensorMetadata = [metadata.TensorMetadataT() for _ in range(outputs)]
    model = metadata.ModelMetadataT()
    model.subgraphMetadata = [subgraph]
    return _packed(model, b"M001")


def _packed(table: metadata.ModelMetadataT | tflite.ModelT, identifier: bytes) -> bytes:
    builder = flatbuffers.Builder(0)
    builder.Finish(table.Pack(builder), file_identifier=identifier)
    return bytes(builder.Output())
