use backend_macros::Responses;

#[derive(Responses)]
struct NoEnum;

#[derive(Responses)]
enum Generic<T> {
    #[response(status = 200)]
    A(T),
}

#[derive(Responses)]
enum Wrong {
    NoStatus(u8),
    #[response(status = 99)]
    Low,
    #[response(status = "4XX")]
    Range,
    #[response(status = "fine")]
    Text,
    #[response(staus = 200)]
    Near,
    #[response(status = 200, colour = 1, descripton = "x")]
    Far,
    #[response(status = 200)]
    TwoBodies(u8, u8),
    #[response(transparent)]
    Nothing,
    #[response(transparent, status = 200)]
    Both(u8),
    #[response(status = 200, code = "ok")]
    NoError,
    #[response(status = 404, message = "x")]
    HasBody(u8),
    #[response(status = 200)]
    BadHeader {
        #[header = "x y"]
        b: u8,
    },
    #[response(status = 200)]
    NumberHeader {
        #[header = 1]
        b: u8,
    },
}

fn main() {}
