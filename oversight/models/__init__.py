from oversight.models.handover import HandOver

__all__ = ["HandOver"]
